using System.Diagnostics.Metrics;

namespace Vahta.ProcessTests.Programs;

/// <summary>Programs to whose metrics somebody listens, or nobody. They have no logger: that would have loaded what listeners are made of.</summary>
internal static class Listening
{
    /// <summary>Nobody listens until a unit does.</summary>
    public static Task<int> FromWithin(string[] args)
    {
        var dispatcher = new Dispatcher(new() { InOrder = true });
        dispatcher.AddJob("unheard", SayWhatIsLoaded);
        dispatcher.AddJob("exporter", Listen);
        dispatcher.AddJob("heard", SayWhatIsLoaded);
        return Stage.RunAsync(dispatcher);
    }

    private static Task SayWhatIsLoaded(UnitContext unit, CancellationToken stopping)
    {
        var isLoaded = AppDomain.CurrentDomain.GetAssemblies().Any(static assembly => assembly.GetName().Name == "System.Diagnostics.DiagnosticSource");
        Stage.Say($"{unit.Name} runs, {(isLoaded ? "listeners can be" : "no listener can be")}");
        return Task.CompletedTask;
    }

    private static Task Listen(CancellationToken stopping)
    {
        var listener = new MeterListener { InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<long>(static (instrument, _, tags, _) => Stage.Say($"{instrument.Name} of {tags[0].Value}"));
        listener.Start();
        return Task.CompletedTask;
    }
}
