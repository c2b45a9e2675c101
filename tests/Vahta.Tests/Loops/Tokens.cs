namespace Vahta.Tests.Loops;

/// <summary>Waits that end on the thread that cancels; those of Task.Delay end on the thread pool, which virtual time does not wait for.</summary>
internal static class Tokens
{
    /// <summary>Waits until a token fires, and throws.</summary>
    public static Task ForEverAsync(this CancellationToken token) => new TaskCompletionSource().Task.WaitAsync(token);

    /// <summary>Waits until a token fires, without throwing.</summary>
    public static async Task CancelledAsync(this CancellationToken token)
    {
        var fired = new TaskCompletionSource();
        using var registration = token.Register(fired.SetResult);
        await fired.Task;
    }
}
