using Vahta.Graph;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Reports;

/// <summary>A picture of everything, and where those whose lateness may matter await just now: the runs are taken under the lock, the looks outside it.</summary>
internal static class LiveSnapshot
{
    /// <param name="engine">Whose units.</param>
    /// <param name="reason">Why it is stopping, asked under the lock.</param>
    /// <param name="which">The units to look at.</param>
    /// <param name="most">How many of them at most.</param>
    public static DispatcherSnapshot Take(Engine engine, Func<StopReason?> reason, Func<Unit, bool> which, int most) =>
        Take(engine, reason, which, most, static graph => graph.All);

    /// <summary>As <see cref="Take(Engine, Func{StopReason?}, Func{Unit, bool}, int)"/>, of some units and groups alone.</summary>
    public static DispatcherSnapshot Take(Engine engine, Func<StopReason?> reason, Func<Unit, bool> which, int most, Func<UnitGraph, IEnumerable<Unit>> ofWhom)
    {
        DispatcherSnapshot snapshot;
        List<UnitRun> runs;
        using (var turn = engine.Enter())
        {
            var shown = ofWhom(engine.Graph);
            snapshot = SnapshotWriter.Write(turn, engine, reason(), shown);
            runs = [.. shown.Where(unit => unit.Run is { Phase: not (RunPhase.Queued or RunPhase.Held) } && which(unit)).Take(most).Select(static unit => unit.Run!)];
        }

        if (runs.Count == 0)
        {
            return snapshot;
        }

        var sites = runs.Select(static run => (run.Unit.Name, Site: LateRuns.Describe(run))).Where(static look => look.Site is not null).ToDictionary(static look => look.Name, static look => look.Site);
        return snapshot with { Units = [.. snapshot.Units.Select(row => WithSites(row, sites))] };
    }

    private static UnitSnapshot WithSites(UnitSnapshot row, Dictionary<string, string?> sites)
    {
        var waits = row.Waits.Any(wait => sites.ContainsKey(wait.Unit)) ? [.. row.Waits.Select(wait => wait with { AwaitingAt = sites.GetValueOrDefault(wait.Unit) ?? wait.AwaitingAt })] : row.Waits;
        return row with { AwaitingAt = sites.GetValueOrDefault(row.Name) ?? row.AwaitingAt, Waits = waits };
    }
}
