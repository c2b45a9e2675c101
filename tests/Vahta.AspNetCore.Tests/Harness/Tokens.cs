namespace Vahta.AspNetCore.Tests.Harness;

internal static class Tokens
{
    /// <summary>A task that completes when the token fires.</summary>
    public static Task AsTask(this CancellationToken token)
    {
        var fired = new TaskCompletionSource();
        token.UnsafeRegister(static fired => ((TaskCompletionSource)fired!).TrySetResult(), fired);
        return fired.Task;
    }
}
