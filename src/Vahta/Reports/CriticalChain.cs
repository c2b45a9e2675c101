using Vahta.Units;

namespace Vahta.Reports;

/// <summary>The chain of units that decided how long something took, read back from its last one.</summary>
internal static class CriticalChain
{
    /// <summary>From the unit that was ready last, each time to the need that was ready last.</summary>
    /// <param name="units">All units.</param>
    /// <param name="until">When the start was over.</param>
    public static IReadOnlyList<string> OfStart(IReadOnlyCollection<Unit> units, TimeSpan until)
    {
        return Back(units, ReadyAt, LastNeed);

        TimeSpan? ReadyAt(Unit unit) => unit.FirstReady <= until ? unit.FirstReady : null;

        Unit? LastNeed(Unit unit)
        {
            var last = default(Latest);
            foreach (var edge in unit.Needs)
            {
                last.Consider(edge.Need, ReadyAt(edge.Need));
            }

            return last.Unit;
        }
    }

    /// <summary>From the unit that ended last, each time to the dependent that ended last.</summary>
    /// <param name="units">All units.</param>
    /// <param name="since">When the stop was announced.</param>
    public static IReadOnlyList<string> OfStop(IReadOnlyCollection<Unit> units, TimeSpan since)
    {
        var seen = new HashSet<Unit>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Unit>();
        return Back(units, StoppedAt, LastDependent);

        TimeSpan? StoppedAt(Unit unit) => unit.Times.Told is null || unit.Times.Ended < since ? null : unit.Times.Ended;

        // The order holds across units that had ended before the stop, so the chain leads through them.
        Unit? LastDependent(Unit unit)
        {
            var last = default(Latest);
            open.Push(unit);
            while (open.TryPop(out var one))
            {
                foreach (var edge in one.Dependents)
                {
                    var stopped = StoppedAt(edge.Dependent);
                    last.Consider(edge.Dependent, stopped);
                    if (stopped is null && seen.Add(edge.Dependent))
                    {
                        open.Push(edge.Dependent);
                    }
                }
            }

            return last.Unit;
        }
    }

    private static List<string> Back(IReadOnlyCollection<Unit> units, Func<Unit, TimeSpan?> when, Func<Unit, Unit?> before)
    {
        var last = default(Latest);
        foreach (var unit in units)
        {
            last.Consider(unit, when(unit));
        }

        var chain = new List<string>();
        for (var unit = last.Unit; unit is not null; unit = before(unit))
        {
            chain.Add(unit.Name);
        }

        chain.Reverse();
        return chain;
    }

    /// <summary>The first of those with the latest time; one without a time does not count.</summary>
    private struct Latest
    {
        private TimeSpan _when;

        public Unit? Unit { get; private set; }

        public void Consider(Unit unit, TimeSpan? when)
        {
            if (when is { } time && (Unit is null || time > _when))
            {
                (Unit, _when) = (unit, time);
            }
        }
    }
}
