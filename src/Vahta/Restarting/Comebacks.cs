using Vahta.Deadlines;
using Vahta.Stopping;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Restarting;

/// <summary>
/// Takes down who is to run again, and brings them back together: once the delay is over and the last of them is down. A failure meanwhile joins those that wait, and
/// the waiting begins again.
/// </summary>
internal sealed class Comebacks(Engine engine, Readiness readiness, StopSequence stop)
{
    private readonly UnitMoves _moves = new(engine);
    private Action<Turn, Comeback>? _returns;

    /// <summary>A unit or a group runs again, and with it whom its group's strategy says.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="member">The unit, or the node of the group.</param>
    /// <param name="failed">The unit whose end is the reason.</param>
    /// <param name="delay">How long they wait.</param>
    public void Begin(Turn turn, Unit member, Unit failed, TimeSpan delay)
    {
        if (delay == TimeSpan.Zero && IsAlone(member))
        {
            Place(turn, member);
            return;
        }

        var comeback = new Comeback(failed, _returns ??= Return) { At = turn.Now.Plus(delay) };
        if (member.Inner is { } group)
        {
            comeback.Anew.Add(group);
        }

        foreach (var unit in member.Units)
        {
            Include(comeback, unit);
        }

        var companions = Companions.Of(member);
        foreach (var companion in companions)
        {
            Include(comeback, companion);
        }

        Tell(turn, comeback, member, delay, companions.Count > 0);

        // Who was to come back already, with a group around this one, does so whatever fails within it.
        Retire(turn, [.. Companions.LeftBehind(member).Where(unit => unit.Comeback != comeback)], failed);
        stop.Fall(turn, [.. comeback.Units.Where(IsTakenDown)], [.. comeback.Units.Where(static unit => !IsTakenDown(unit))]);
        engine.Clock.Deadlines.Set(comeback, comeback.At);
        Return(turn, comeback);
    }

    /// <summary>Units go down, and stay down until they are asked to start.</summary>
    public void Retire(Turn turn, IReadOnlyList<Unit> units, Unit because)
    {
        Drop(turn, units);
        foreach (var unit in units)
        {
            _moves.Retire(unit, because);
            if (unit.State == UnitState.Restarting)
            {
                _moves.Make(turn, unit, Happening.IsUnwished);
                readiness.Settled(turn, unit);
            }
            else if (unit.State == UnitState.Pending)
            {
                readiness.Skip(turn, unit, because);
            }
        }

        stop.Fall(turn, units);
    }

    /// <summary>A unit that had to go down is down.</summary>
    public void Landed(Turn turn, Unit unit)
    {
        if (unit.Comeback is { } comeback && comeback.Awaited?.Remove(unit) == true)
        {
            Return(turn, comeback);
        }
    }

    /// <summary>The program wants a unit at once: those it comes back with need wait no longer either.</summary>
    public void Hasten(Turn turn, Unit unit)
    {
        if (unit.Comeback is { } comeback)
        {
            comeback.At = turn.Now;
            Return(turn, comeback);
        }
    }

    /// <summary>Units do not come back with the others.</summary>
    public void Drop(Turn turn, IReadOnlyCollection<Unit> units)
    {
        var smaller = new HashSet<Comeback>(ReferenceEqualityComparer.Instance);
        foreach (var unit in units)
        {
            if (unit.Comeback is { } comeback)
            {
                _moves.GiveUp(unit);
                comeback.Units.Remove(unit);
                comeback.Awaited?.Remove(unit);
                smaller.Add(comeback);
            }
        }

        foreach (var comeback in smaller)
        {
            Return(turn, comeback);
        }
    }

    private void Include(Comeback comeback, Unit unit)
    {
        if (unit is not { Wish: UnitWish.Up, HasJoined: true } || unit.Comeback == comeback)
        {
            return;
        }

        if (unit.Comeback is { } earlier)
        {
            Merge(comeback, earlier);
            return;
        }

        _moves.Await(unit, comeback);
        comeback.Units.Add(unit);
        if (unit.IsLive || unit.IsFalling)
        {
            (comeback.Awaited ??= new(ReferenceEqualityComparer.Instance)).Add(unit);
        }
    }

    // They go on together: what the earlier ones wait for, all wait for.
    private void Merge(Comeback comeback, Comeback earlier)
    {
        comeback.At = Instant.Max(comeback.At, earlier.At);
        comeback.Anew.AddRange(earlier.Anew);
        var joining = earlier.Units.ToArray();
        earlier.Units.Clear();
        engine.Clock.Deadlines.Remove(earlier);
        foreach (var unit in joining)
        {
            _moves.Await(unit, null);
            Include(comeback, unit);
        }
    }

    private void Return(Turn turn, Comeback comeback)
    {
        if (comeback.Units.Count > 0 && (!comeback.AreDown || turn.Now < comeback.At))
        {
            return;
        }

        engine.Clock.Deadlines.Remove(comeback);
        var wanted = comeback.Units.Where(static unit => unit.Run is null).OrderBy(static unit => unit.Index).ToList();
        var abandoned = comeback.Units.Where(static unit => unit.Run is not null).ToList();
        comeback.Units.Clear();
        foreach (var group in wanted.Count > 0 ? comeback.Anew : [])
        {
            group.BeginAnew();
        }

        foreach (var unit in wanted)
        {
            _moves.Await(unit, null);
            readiness.Want(turn, unit);
        }

        readiness.Line(wanted);
        foreach (var unit in abandoned)
        {
            LeaveOut(turn, unit);
        }

        foreach (var unit in wanted)
        {
            readiness.Spread(turn, unit);
            readiness.Place(turn, unit);
        }
    }

    // Nobody goes along, nobody needs it, and nothing is waited for: the same, without the waiting.
    private static bool IsAlone(Unit member) =>
        member is { Inner: null, Comeback: null, Wish: UnitWish.Up, HasJoined: true, Run: null, IsFalling: false, Dependents.IsEmpty: true } && Companions.GoesAlone(member);

    private void Place(Turn turn, Unit alone)
    {
        readiness.Want(turn, alone);
        readiness.Place(turn, alone);
    }

    // Those whose work is done too, where they are to do it again: who needs it must not run on meanwhile.
    private static bool IsTakenDown(Unit unit) => unit.IsLive || unit.State == UnitState.Completed;

    // Its last run has not ended, and so there is no next one.
    private void LeaveOut(Turn turn, Unit abandoned)
    {
        _moves.GiveUp(abandoned);
        readiness.Spread(turn, abandoned);
        readiness.Settled(turn, abandoned);
        readiness.Lost(turn, abandoned);
    }

    private void Tell(Turn turn, Comeback comeback, Unit member, TimeSpan delay, bool hasCompanions)
    {
        var group = hasCompanions ? member.Group : member.Inner;
        if (group is not null && engine.Events.IsHeard)
        {
            engine.Tell(turn, new GroupRestarting(comeback.Failed.Name, [.. comeback.Units.Select(static unit => unit.Name)], delay) { Unit = group.Node.Name });
        }
    }
}
