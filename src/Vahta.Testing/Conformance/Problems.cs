using Vahta.Testing.Tracing;

namespace Vahta.Testing.Conformance;

/// <summary>What one life shows that is wrong, beyond what was made to go wrong.</summary>
internal static class Problems
{
    public static IEnumerable<string> Of(Simulation simulation, ConformanceOptions options, ConformanceCase? one)
    {
        var trace = simulation.Trace;
        var broken = Rules.ToldOnce(trace).Concat(Rules.SingleRuns(trace)).Concat(Failed(trace, one));
        if (!simulation.Exited.IsCompleted)
        {
            broken = broken.Concat(Rules.Pairing(trace)).Concat(TooLong(simulation)).Concat(Abandoned(trace, one)).Concat(Left(simulation)).Concat(Broken(simulation, options));
        }

        return broken;
    }

    private static IEnumerable<string> TooLong(Simulation simulation) => simulation.Options.StopBudget == Timeout.InfiniteTimeSpan
        ? []
        : Rules.EndedWithin(simulation.Trace, simulation.Options.StopBudget);

    private static IEnumerable<string> Abandoned(Trace trace, ConformanceCase? one) =>
        from abandoned in trace.Of<UnitAbandoned>()
        where !IsOwn(abandoned.Unit, one)
        select $"'{abandoned.Unit}' hangs at {abandoned.AwaitingAt ?? "an unknown place"}, and was abandoned.";

    private static IEnumerable<string> Failed(Trace trace, ConformanceCase? one)
    {
        foreach (var happened in trace.Events)
        {
            var (name, failures) = happened switch
            {
                UnitFailed failed => (failed.Unit, failed.Exceptions),
                UnitRestarting again => (again.Unit, again.Exceptions),
                UnitEndedLate late => (late.Unit, late.Exceptions),
                // A hook that takes all the time there is leaves none for the others.
                HookFailed hook when one?.Point != FaultPoint.Hook => (hook.Hook, [hook.Exception]),
                _ => (null, (IReadOnlyList<Exception>)[]),
            };
            foreach (var failure in IsOwn(name, one) ? [] : failures)
            {
                yield return $"'{name}' fails besides: {EventText.Of(failure)}";
            }
        }
    }

    // What hangs on may well have its timers.
    private static IEnumerable<string> Left(Simulation simulation) => simulation.Timers > 0 && simulation.Trace.Of<UnitAbandoned>().Count == 0 && simulation.Trace.Of<HookFailed>().Count == 0
        ? [$"{simulation.Timers} timers are still set when everything has stopped."]
        : [];

    private static IEnumerable<string> Broken(Simulation simulation, ConformanceOptions options)
    {
        try
        {
            options.Invariant?.Invoke(simulation);
            return [];
        }
        catch (Exception exception)
        {
            return [TraceAssertionException.SentenceOf(exception)];
        }
    }

    private static bool IsOwn(string? name, ConformanceCase? one) => string.Equals(name, one?.Name, StringComparison.OrdinalIgnoreCase);
}
