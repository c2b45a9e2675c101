using Vahta.Units;

namespace Vahta.Reports;

/// <summary>The chain of units that decided how long something took, read back from its last one.</summary>
/// <param name="when">When it was over for a unit; null where the unit took no part.</param>
/// <param name="before">The unit that it was over for last, of those that a unit waited for.</param>
internal sealed class CriticalChain(Func<Unit, TimeSpan?> when, Func<Unit, Unit?> before)
{
    private Latest _last;

    /// <summary>From the unit that was ready last, each time to the need that was ready last.</summary>
    /// <param name="until">When the start was over.</param>
    public static CriticalChain OfStart(TimeSpan until)
    {
        return new(ReadyAt, LastNeed);

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
    /// <param name="since">When the stop was announced.</param>
    public static CriticalChain OfStop(TimeSpan since)
    {
        var seen = new HashSet<Unit>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Unit>();
        return new(StoppedAt, LastDependent);

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

    /// <summary>One more of all units.</summary>
    public void Consider(Unit unit) => _last.Consider(unit, when(unit));

    /// <summary>The names along the chain, once all units have been considered.</summary>
    public IReadOnlyList<string> Names()
    {
        var chain = new List<string>();
        for (var unit = _last.Unit; unit is not null; unit = before(unit))
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
