namespace Vahta.Testing.Tests.Harness;

/// <summary>What scenarios are made of.</summary>
internal static class Bodies
{
    extension(Simulation simulation)
    {
        /// <summary>A delay in virtual time.</summary>
        public Task Delay(double seconds, CancellationToken cancellationToken = default) =>
            Task.Delay(TimeSpan.FromSeconds(seconds), simulation.TimeProvider, cancellationToken);

        /// <summary>Ends when a token fires.</summary>
        public async Task Fires(CancellationToken token) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, simulation.TimeProvider, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        /// <summary>A task that serves until it is told to stop, and notes when it begins and ends.</summary>
        public Func<CancellationToken, Task> Serves(string name) => async stopping =>
        {
            simulation.Note($"{name} up");
            await simulation.Fires(stopping);
            simulation.Note($"{name} down");
        };

        /// <summary>A lifespan that notes its setup and its teardown, each of which may take some seconds.</summary>
        public Func<UnitContext, IAsyncEnumerable<string>> Holds(string name, double setup = 0, double teardown = 0)
        {
            return Iterator;

            async IAsyncEnumerable<string> Iterator(UnitContext unit)
            {
                await simulation.Delay(setup, unit.Stopping);
                simulation.Note($"{name} up");
                yield return name;
                await simulation.Delay(teardown);
                simulation.Note($"{name} down");
            }
        }

        /// <summary>What the scenario noted, in order.</summary>
        public IReadOnlyList<string> Notes => [.. simulation.Trace.Entries.Where(entry => entry.Unit is null && s_ups.Exists(up => entry.What.EndsWith(up, StringComparison.Ordinal))).Select(entry => entry.What)];
    }

    private static readonly List<string> s_ups = [" up", " down"];
}
