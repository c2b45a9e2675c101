namespace Vahta.Tests.Harness;

/// <summary>
/// A delay in virtual time that never leaves the loop. <see cref="Task.Delay(TimeSpan, TimeProvider, CancellationToken)"/> is cancelled by
/// way of the thread pool, and time might jump before the pool comes to it.
/// </summary>
internal static class VirtualDelay
{
    public static async Task Delay(this VirtualTime time, TimeSpan duration, CancellationToken cancellationToken)
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = time.CreateTimer(static passed => ((TaskCompletionSource)passed!).TrySetResult(), passed, duration, Timeout.InfiniteTimeSpan);
        using (cancellationToken.UnsafeRegister((passed, token) => ((TaskCompletionSource)passed!).TrySetCanceled(token), passed))
        {
            await passed.Task;
        }
    }
}
