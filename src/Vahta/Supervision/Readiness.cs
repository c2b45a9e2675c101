using Vahta.Graph;
using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>
/// Who may start. A unit is available when it is ready and all it needs is available; units count the needs they still lack, and start when
/// none is left. A change spreads along the edges once, whatever the depth.
/// </summary>
internal sealed class Readiness(Engine engine, Supervisor supervisor)
{
    private readonly UnitMoves _moves = new(engine);
    private readonly Queue<Unit> _changed = [];
    private bool _isSpreading;

    /// <summary>Told of each unit that will not become ready any more for the time being.</summary>
    public Action<Turn, Unit> Settled { get; set; } = static (_, _) => { };

    /// <summary>Counts what a unit lacks, when it joins the graph.</summary>
    public void Count(Unit unit)
    {
        unit.Unmet = 0;
        foreach (var edge in unit.Needs)
        {
            edge.IsMet = IsMet(edge);
            unit.Unmet += edge.IsMet ? 0 : 1;
        }
    }

    /// <summary>Starts a pending unit that is wished up and lacks nothing; one whose need is lost for good is skipped.</summary>
    public void Place(Turn turn, Unit unit)
    {
        if (unit.State != UnitState.Pending || unit.Wish != UnitWish.Up || unit.IsFalling || unit.Run is not null || engine.IsAnnounced)
        {
            return;
        }

        if (unit.Unmet == 0)
        {
            supervisor.Start(turn, unit);
        }
        else if (unit.Needs.Find(IsLost) is { } lost)
        {
            Skip(turn, unit, lost.Need.Cause ?? lost.Need);
        }
    }

    /// <summary>A unit's state, or its turn to fall, has changed: those who need it may start, or must wait or be skipped.</summary>
    public void Spread(Turn turn, Unit unit)
    {
        if (engine.IsAnnounced)
        {
            return;
        }

        _changed.Enqueue(unit);
        if (_isSpreading)
        {
            return;
        }

        _isSpreading = true;
        while (_changed.TryDequeue(out var changed))
        {
            Look(turn, changed);
        }

        _isSpreading = false;
    }

    /// <summary>Skips a unit that was waiting, naming the cause at the root of it.</summary>
    public void Skip(Turn turn, Unit unit, Unit? cause)
    {
        unit.Cause = cause;
        _moves.Make(turn, unit, Happening.LosesNeed);
        Settled(turn, unit);
        Spread(turn, unit);
    }

    /// <summary>Skips all that still wait, directly or through others that wait, for a unit that was lost.</summary>
    public void SkipBecauseOf(Turn turn, Unit lost)
    {
        var open = new Stack<Unit>([lost]);
        while (open.TryPop(out var unit))
        {
            foreach (var edge in unit.Dependents)
            {
                if (edge.Follows && edge.Dependent.State == UnitState.Pending)
                {
                    Skip(turn, edge.Dependent, lost);
                    open.Push(edge.Dependent);
                }
            }
        }
    }

    private void Look(Turn turn, Unit unit)
    {
        unit.IsAvailable = IsReady(unit) && unit.Unmet == 0 && !unit.IsFalling;
        foreach (var edge in unit.Dependents)
        {
            var isMet = IsMet(edge) || StaysMet(edge);
            if (isMet != edge.IsMet)
            {
                edge.IsMet = isMet;
                edge.Dependent.Unmet += isMet ? -1 : 1;
                Follow(turn, edge);
            }

            if (!isMet && edge.Dependent.State == UnitState.Pending && IsLost(edge))
            {
                Skip(turn, edge.Dependent, edge.Need.Cause ?? edge.Need);
            }
        }
    }

    private void Follow(Turn turn, Edge edge)
    {
        var dependent = edge.Dependent;
        if (edge.IsMet && dependent is { State: UnitState.Skipped, Wish: UnitWish.Up })
        {
            // What it was skipped for is back.
            dependent.Cause = null;
            _moves.Make(turn, dependent, Happening.IsWished);
            Place(turn, dependent);
        }
        else if (dependent.State == UnitState.Pending && dependent.Unmet == 0)
        {
            Place(turn, dependent);
        }
        else if (IsReady(dependent))
        {
            Spread(turn, dependent);
        }
    }

    // What does not follow its need stays met once it was; but what goes down with it in order waits for it to come back.
    private static bool StaysMet(Edge edge) => edge.IsMet && !edge.Follows && !(edge.Kind == EdgeKind.Optional && edge.Need.IsFalling);

    private static bool IsReady(Unit unit) => unit.State is UnitState.Running or UnitState.Completed;

    private static bool IsMet(Edge edge) => edge.Kind switch
    {
        EdgeKind.Required => edge.Need.IsAvailable,
        EdgeKind.Bound => edge.Need.IsAvailable && !HasEnded(edge.Need),
        EdgeKind.Optional => edge.Need.IsAvailable || IsLost(edge.Need),
        _ => edge.Need.IsAvailable || IsLost(edge.Need) || edge.Need.State == UnitState.Stopped,
    };

    /// <summary>Whether a need will not come back by itself, so that waiting for it would be waiting for ever.</summary>
    private static bool IsLost(Edge edge) => edge.Follows && (IsLost(edge.Need) || (edge.Kind == EdgeKind.Bound && HasEnded(edge.Need)));

    private static bool IsLost(Unit unit) => unit.State is UnitState.Failed or UnitState.Abandoned or UnitState.Skipped;

    private static bool HasEnded(Unit unit) => unit is { Kind: UnitKind.Task, State: UnitState.Completed };
}
