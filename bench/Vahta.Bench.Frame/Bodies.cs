namespace Vahta.Bench;

/// <summary>What a unit does that idles until it is told to stop.</summary>
public static class Bodies
{
    /// <summary>As most code is written: the await throws when it is cancelled.</summary>
    public static Task ThrowingAsync(CancellationToken stopping) => AwaitAsync(stopping, ConfigureAwaitOptions.None);

    /// <summary>Code that takes care not to.</summary>
    public static Task QuietAsync(CancellationToken stopping) => AwaitAsync(stopping, ConfigureAwaitOptions.SuppressThrowing);

    private static async Task AwaitAsync(CancellationToken stopping, ConfigureAwaitOptions options) => await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(options);
}
