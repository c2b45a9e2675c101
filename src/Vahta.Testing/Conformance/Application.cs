namespace Vahta.Testing.Conformance;

/// <summary>What one undisturbed life shows of an application.</summary>
internal sealed record Application(IReadOnlyList<UnitSnapshot> Units, IReadOnlyList<string> Hooks, TimeSpan Starts)
{
    /// <summary>Lives it once. What goes wrong without any fault is a finding, and there is nothing more to learn.</summary>
    public static Application Learn(Func<DispatcherOptions, Dispatcher> define, ConformanceOptions options, Findings findings)
    {
        Application? learned = null;
        new CaseRun(define, options, one: null, TimeSpan.Zero).Run(findings, seed: 0, simulation => learned = Of(simulation));
        return learned ?? new([], [], TimeSpan.Zero);
    }

    /// <summary>When a case stops it: some time during the start, or within a second of it.</summary>
    public TimeSpan MomentOf(int seed) => (Starts + TimeSpan.FromSeconds(1)) * new Random(seed).NextDouble();

    private static Application Of(Simulation simulation) => new(
        [.. simulation.Dispatchers.SelectMany(dispatcher => dispatcher.Snapshot().Units)],
        [.. simulation.Trace.Calls.Where(call => call.Kind == UserCallKind.Hook).Select(call => call.Name).Distinct()],
        simulation.Trace.Of<DispatcherReady>().Select(ready => ready.Took).DefaultIfEmpty().Max());
}
