using Vahta.Diagnosis;

namespace Vahta.Loops;

/// <summary>What to call a callback in a message: the user's method, wherever it hides.</summary>
internal static class CallbackName
{
    private const string Unknown = "a callback";

    public static string Of(Callback callback) => callback.State switch
    {
        Callback.InContext posted => Of(posted.Action),
        Delegate code => Of(code),
        LoopTimer timer => $"a timer's {Of(timer.Code)}",
        Task { AsyncState: LoopWork work } => $"'{work.Name}'",
        { } state when AwaitTrace.StartOf(state) is { } site => site.ToString(),
        Task => "a task",
        IThreadPoolWorkItem item => item.ToString() ?? Unknown,
        _ => callback.Code is { } code ? Of(code) : Unknown,
    };

    // The continuation of an async method is a method of the task that holds it.
    private static string Of(Delegate code) =>
        ((code.Target is { } target ? AwaitTrace.StartOf(target) : null) ?? AwaitTrace.StartOf(code))?.ToString() ?? code.Method.Name;
}
