using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>What an ended task of the user's means, given how urgently its run had been told to end.</summary>
internal static class Outcome
{
    /// <summary>
    /// The failures among what a task threw, in their order; cancellation that we asked for is none. Empty and cancelled means an orderly end.
    /// </summary>
    public static IReadOnlyList<Exception> FailuresOf(Task task, UrgencyLevel asked, bool isTeardown) =>
        task.IsCompletedSuccessfully ? [] : FailuresOf(task, ours: asked >= (isTeardown ? UrgencyLevel.Aborting : UrgencyLevel.Ending));

    private static IReadOnlyList<Exception> FailuresOf(Task task, bool ours) =>
        !task.IsCanceled ? FailuresAmong(task.Exception!.InnerExceptions, ours) : ours ? [] : [Cancellation(task)];

    private static IReadOnlyList<Exception> FailuresAmong(ReadOnlyCollection<Exception> thrown, bool ours) => !ours && thrown is [not SeveralFailures]
        ? thrown
        : [.. thrown.SelectMany(static exception => exception is SeveralFailures several ? several.InnerExceptions : [exception])
            .Where(exception => !ours || exception is not OperationCanceledException)];

    /// <summary>The exception with which a task was cancelled: the user's own object, stack included.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The task has ended; there is no other way to the exception it was cancelled with.")]
    private static OperationCanceledException Cancellation(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException exception)
        {
            return exception;
        }

        return new TaskCanceledException(task);
    }
}
