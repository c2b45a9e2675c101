namespace Vahta.Diagnosis;

/// <summary>A walk over a task of our own, to learn whether this runtime still has the names that the walk reads.</summary>
internal static class SelfTest
{
    private const string Outer = $"{nameof(SelfTest)}.{nameof(OuterAsync)}";
    private const string Inner = $"{nameof(SelfTest)}.{nameof(InnerAsync)}";

    /// <summary>True when the walk goes through a task and a value task, and names the lower method and what it awaits.</summary>
    public static bool Passes()
    {
        // The gate stays shut: nothing ever runs on the caller's event loop, and the garbage collector takes it all.
        var frames = TaskWalk.Into(OuterAsync(new TaskCompletionSource().Task));
        return frames is [{ Site: { Method: Outer, Callee: Inner } }, { Site: { Method: Inner, Callee: "gate" } }, ..];
    }

    private static async Task OuterAsync(Task gate) => await InnerAsync(gate);

    private static async ValueTask InnerAsync(Task gate) => await gate;
}
