using System.Collections;

namespace Vahta.Diagnosis;

/// <summary>The tasks that no async method stands behind: what made them, and what they wait for in turn.</summary>
internal static class Promises
{
    private static readonly string[] InwardFields = ["_task", "m_tasks", "_tasks", "_task1", "_task2", "m_antecedent", "_source"];

    private static readonly Dictionary<string, string?> Makers = new()
    {
        ["System.Threading.Tasks.Task"] = nameof(TaskCompletionSource),
        ["System.Threading.Tasks.Task`1"] = nameof(TaskCompletionSource),
        ["System.Threading.Tasks.Task+DelayPromise"] = "Task.Delay",
        ["System.Threading.Tasks.Task+DelayPromiseWithCancellation"] = "Task.Delay",
        ["System.Threading.Tasks.Task+CancellationPromise`1"] = "Task.WaitAsync",
        ["System.Threading.Tasks.Task+WhenAllPromise"] = "Task.WhenAll",
        ["System.Threading.Tasks.Task+WhenAllPromise`1"] = "Task.WhenAll",
        ["System.Threading.Tasks.Task+TwoTaskWhenAnyPromise`1"] = "Task.WhenAny",
        ["System.Threading.Tasks.TaskFactory+CompleteOnInvokePromise`1"] = "Task.WhenAny",
        ["System.Threading.Tasks.TaskFactory+CompleteOnCountdownPromise"] = "TaskFactory.ContinueWhenAll",
        ["System.Threading.Tasks.TaskFactory+CompleteOnCountdownPromise`1"] = "TaskFactory.ContinueWhenAll",
        ["System.Threading.Tasks.ContinuationTaskFromTask"] = "Task.ContinueWith",
        ["System.Threading.Tasks.ContinuationResultTaskFromTask`1"] = "Task.ContinueWith",
        ["System.Threading.Tasks.ContinuationTaskFromResultTask`1"] = "Task.ContinueWith",
        ["System.Threading.Tasks.ContinuationResultTaskFromResultTask`2"] = "Task.ContinueWith",
        ["System.Threading.Tasks.UnwrapPromise`1"] = "Task.Run",
        ["System.Threading.SemaphoreSlim+TaskNode"] = "SemaphoreSlim.WaitAsync",
        ["System.Threading.PeriodicTimer+State"] = "PeriodicTimer.WaitForNextTickAsync",
        ["System.Threading.Channels.BlockedReadAsyncOperation`1"] = "ChannelReader.ReadAsync",
        ["System.Threading.Channels.BlockedWriteAsyncOperation`1"] = "ChannelWriter.WriteAsync",
        ["System.Threading.Channels.WaitingReadAsyncOperation"] = "ChannelReader.WaitToReadAsync",
        ["System.Threading.Channels.WaitingWriteAsyncOperation"] = "ChannelWriter.WaitToWriteAsync",

        // A value task dressed as a task: only what is inside says something.
        ["System.Threading.Tasks.ValueTask+ValueTaskSourceAsTask"] = null,
        ["System.Threading.Tasks.ValueTask`1+ValueTaskSourceAsTask"] = null,

        // A method compiled for runtime-async, which keeps its frames where nobody can look.
        ["System.Runtime.CompilerServices.AsyncHelpers+ThunkTask"] = null,
        ["System.Runtime.CompilerServices.AsyncHelpers+ThunkTask`1"] = null,
        ["System.Runtime.CompilerServices.AsyncHelpers+RuntimeAsyncTask"] = null,
        ["System.Runtime.CompilerServices.AsyncHelpers+RuntimeAsyncTask`1"] = null,
    };

    /// <summary>The method that makes such promises, else the promise's own type; null where neither says anything.</summary>
    public static string? MakerOf(Type promise)
    {
        var definition = promise.IsGenericType ? promise.GetGenericTypeDefinition() : promise;
        return Makers.TryGetValue(definition.FullName ?? "", out var maker) ? maker : TypeNames.Of(promise);
    }

    /// <summary>The delegate that the task itself runs; null for a promise.</summary>
    public static Delegate? WorkOf(object promise) => promise is Task ? Fields.Read(promise, "m_action") as Delegate : null;

    /// <summary>What the promise waits for, where it keeps hold of that. A type of the program's own is not asked.</summary>
    public static IEnumerable<object> InwardOf(object promise) =>
        promise is Task && promise.GetType().Assembly == typeof(Task).Assembly
            ? InwardFields.SelectMany(field => Each(Fields.Read(promise, field)))
            : [];

    private static IEnumerable<object> Each(object? inward)
    {
        if (inward is not IList many)
            return inward is null ? [] : [inward];

        // By index: an enumerator would throw when the list is cleared meanwhile.
        return Enumerable.Range(0, many.Count).Select(i => many[i]).OfType<object>();
    }
}
