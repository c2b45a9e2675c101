using Vahta.Units;

namespace Vahta.Reports;

/// <summary>The chain of units that decided how long something took, read back from its last one.</summary>
internal static class CriticalChain
{
    /// <summary>From the unit that was ready last, each time to the need that was ready last.</summary>
    /// <param name="units">All units.</param>
    /// <param name="until">When the start was over.</param>
    public static IReadOnlyList<string> OfStart(IReadOnlyCollection<Unit> units, TimeSpan until) =>
        Back(units, unit => unit.FirstReady <= until ? unit.FirstReady : null, unit => unit.Needs.Select(edge => edge.Need));

    /// <summary>From the unit that ended last, each time to the dependent that ended last.</summary>
    /// <param name="units">All units.</param>
    /// <param name="since">When the stop was announced.</param>
    public static IReadOnlyList<string> OfStop(IReadOnlyCollection<Unit> units, TimeSpan since)
    {
        var seen = new HashSet<Unit>(ReferenceEqualityComparer.Instance);
        return Back(units, StoppedAt, StoppedBefore);

        TimeSpan? StoppedAt(Unit unit) => unit.Times.Told is null || unit.Times.Ended < since ? null : unit.Times.Ended;

        // The order holds across units that had ended before the stop, so the chain leads through them.
        IEnumerable<Unit> StoppedBefore(Unit unit)
        {
            var open = new Stack<Unit>([unit]);
            while (open.TryPop(out var one))
            {
                foreach (var dependent in one.Dependents.Select(edge => edge.Dependent))
                {
                    if (StoppedAt(dependent) is not null)
                    {
                        yield return dependent;
                    }
                    else if (seen.Add(dependent))
                    {
                        open.Push(dependent);
                    }
                }
            }
        }
    }

    private static IReadOnlyList<string> Back(IEnumerable<Unit> units, Func<Unit, TimeSpan?> when, Func<Unit, IEnumerable<Unit>> before)
    {
        var chain = new List<string>();
        var unit = Last(units, when);
        while (unit is not null)
        {
            chain.Add(unit.Name);
            unit = Last(before(unit), when);
        }

        chain.Reverse();
        return chain;
    }

    private static Unit? Last(IEnumerable<Unit> units, Func<Unit, TimeSpan?> when)
    {
        Unit? last = null;
        TimeSpan? latest = null;
        foreach (var unit in units)
        {
            if (when(unit) is { } time && !(time <= latest))
            {
                (last, latest) = (unit, time);
            }
        }

        return last;
    }
}
