using Vahta.Deadlines;
using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>What is said of a unit that ran out of time.</summary>
internal static class Late
{
    public static UnitTimeoutException NotReady(Unit unit) => new(unit.Name, unit.StartWithin, unit.AwaitingAt,
        $"Unit '{unit.Name}' was not {(unit.Kind == UnitKind.Job ? "completed" : "ready")} within {Durations.Text(unit.StartWithin)}. "
        + $"{Where(unit)}Make it faster there, or raise StartWithin.");

    public static UnitTimeoutException NotAlive(Unit unit) => new(unit.Name, unit.Watchdog!.Value, unit.AwaitingAt,
        $"Unit '{unit.Name}' has given no heartbeat for {Durations.Text(unit.Watchdog!.Value)}. "
        + $"{Where(unit)}Call Heartbeat() more often than that, or raise Watchdog.");

    public static UnitTimeoutException NotStopped(Unit unit, TimeSpan grace) => new(unit.Name, grace, unit.AwaitingAt,
        $"Unit '{unit.Name}' did not stop within {Durations.Text(grace)}{Share(unit, grace)}. "
        + $"{Where(unit)}It was abandoned. Honour its stopping token there, or raise StopWithin.");

    private static string Where(Unit unit) => unit.AwaitingAt is null ? "" : $"It is awaiting at {unit.AwaitingAt}. ";

    private static string Share(Unit unit, TimeSpan grace) =>
        grace < unit.Grace ? $" (its share of the stop budget; it asks for {Durations.Text(unit.Grace)})" : "";
}
