using Vahta.Diagnosis;

namespace Vahta.Loops;

/// <summary>What to call a callback in a message: the user's method, wherever it hides.</summary>
internal static class CallbackName
{
    public static string Of(Callback callback) => callback.State switch
    {
        Callback.InContext posted => Of(posted.Action),
        Delegate code => Of(code),
        LoopTimer timer => $"a timer's {Of(timer.Code)}",
        Task task => AwaitTrace.Find(task)?.ToString() ?? "a task",
        IThreadPoolWorkItem item => item.ToString()!,
        _ => Of(callback.Code),
    };

    // The continuation of an async method is a method of its task.
    private static string Of(Delegate code) =>
        (code.Target is Task method ? AwaitTrace.Find(method) : AwaitTrace.StartOf(code))?.ToString() ?? code.Method.Name;
}
