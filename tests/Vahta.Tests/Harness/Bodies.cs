namespace Vahta.Tests.Harness;

/// <summary>Bodies of units that behave badly, or slowly, on purpose.</summary>
internal static class Bodies
{
    extension(Scenario world)
    {
        /// <summary>Runs until its token fires, and then takes some seconds to end; notes when it begins, is told and ends.</summary>
        public Func<CancellationToken, Task> StopsIn(string name, double seconds) => async stopping =>
        {
            world.Note($"{name} up");
            await world.Fires(stopping);
            world.Note($"{name} told");
            await world.Delay(seconds);
            world.Note($"{name} down");
        };

        /// <summary>Runs for some seconds, whatever its token says.</summary>
        public Func<CancellationToken, Task> IgnoresStopFor(double seconds) => _ => world.Delay(seconds);

        /// <summary>Never ends, whatever its token says.</summary>
        public Func<CancellationToken, Task> NeverEnds() => static _ => new TaskCompletionSource().Task;

        /// <summary>Throws after some seconds, or when told to stop.</summary>
        public Func<CancellationToken, Task> FailsAfter(double seconds, Exception thrown) => async stopping =>
        {
            await world.Delay(seconds, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            throw thrown;
        };

        /// <summary>Serves until told, and then throws.</summary>
        public Func<CancellationToken, Task> FailsToStop(Exception thrown) => async stopping =>
        {
            await world.Fires(stopping);
            throw thrown;
        };

        /// <summary>Completes by itself after some seconds.</summary>
        public Func<CancellationToken, Task> EndsAfter(double seconds) => stopping => world.Delay(seconds, stopping);

        /// <summary>Waits for a token, without throwing.</summary>
        public async Task Fires(CancellationToken token) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, world.Time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>A report's row by its unit's name.</summary>
    public static UnitReport Of(this RunReport report, string unit) => report.Units.Single(row => row.Name == unit);

    /// <summary>A snapshot's row by its unit's name.</summary>
    public static UnitSnapshot Of(this DispatcherSnapshot snapshot, string unit) => snapshot.Units.Single(row => row.Name == unit);
}
