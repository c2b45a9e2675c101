using Vahta.Graph;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Stopping;

/// <summary>
/// Who is going down, and whose turn it is: a unit's, when all that need it have ended or been abandoned. Units that have ended already are
/// passed through, so that the order holds across them.
/// </summary>
internal sealed class Falling(Engine engine, Action<Turn, Unit> turnOf, Action<Turn, Unit> landed)
{
    // What ends meanwhile is minded between two such parts.
    private const int AtATime = 256;

    private readonly Stack<Unit> _free = new();
    private bool _isWalking;

    /// <summary>How many are still on their way.</summary>
    public int Left { get; private set; }

    /// <summary>Everything goes down, part by part with <see cref="GoOn"/>.</summary>
    public void All()
    {
        Left = 0;
        _isWalking = true;
        _free.EnsureCapacity(engine.Graph.Count);
        foreach (var unit in engine.Graph.Units)
        {
            if (unit.HasJoined)
            {
                Mark(unit);
                Hold(unit, static edge => edge.OrdersStop);
                if (unit.Holders == 0)
                {
                    _free.Push(unit);
                }
            }
        }
    }

    /// <summary>Tells the next part of everything. Returns whether there is more.</summary>
    public bool GoOn(Turn turn)
    {
        for (var told = 0; told < AtATime && _free.TryPop(out var unit); told++)
        {
            Take(turn, unit);
        }

        return _isWalking = _free.Count > 0;
    }

    /// <summary>Units go down, and first all that need them. They are known to be falling before the first of them is told.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="roots">Those units.</param>
    /// <param name="through">Units that are down already, and across which the order holds.</param>
    /// <param name="marked">Told of each.</param>
    public void From(Turn turn, IReadOnlyCollection<Unit> roots, IEnumerable<Unit> through, Action<Turn, Unit> marked)
    {
        var falling = new List<Unit>();
        var open = new Stack<Unit>(roots.Reverse());
        while (open.TryPop(out var unit))
        {
            if (unit.IsFalling)
            {
                continue;
            }

            Mark(unit);
            falling.Add(unit);
            foreach (var edge in unit.Dependents.Where(static edge => edge.IsNeed))
            {
                open.Push(edge.Dependent);
            }
        }

        foreach (var unit in through.Where(static unit => !unit.IsFalling))
        {
            Mark(unit);
            falling.Add(unit);
        }

        foreach (var unit in falling)
        {
            Hold(unit, static edge => edge.OrdersStop && edge.Dependent.IsFalling);
        }

        foreach (var unit in falling)
        {
            marked(turn, unit);
        }

        foreach (var unit in falling)
        {
            if (unit.Holders == 0)
            {
                _free.Push(unit);
            }
        }

        Walk(turn);
    }

    /// <summary>A unit's run is over.</summary>
    public void Ended(Turn turn, Unit unit)
    {
        if (unit.IsFalling && unit.Holders == 0)
        {
            _free.Push(unit);
            Walk(turn);
        }
    }

    private void Mark(Unit unit)
    {
        unit.IsFalling = true;
        Left++;
    }

    private static void Hold(Unit unit, Func<Edge, bool> holds)
    {
        unit.Holders = 0;
        foreach (var edge in unit.Dependents)
        {
            edge.Holds = holds(edge);
            unit.Holders += edge.Holds ? 1 : 0;
        }
    }

    private void Walk(Turn turn)
    {
        if (_isWalking)
        {
            return;
        }

        _isWalking = true;
        try
        {
            while (_free.TryPop(out var unit))
            {
                Take(turn, unit);
            }
        }
        finally
        {
            _isWalking = false;
        }
    }

    private void Take(Turn turn, Unit unit)
    {
        if (unit.IsLive)
        {
            turnOf(turn, unit);
        }
        else if (unit.IsFalling)
        {
            Land(turn, unit);
        }
    }

    private void Land(Turn turn, Unit unit)
    {
        unit.IsFalling = false;
        Left--;
        foreach (var edge in unit.Needs)
        {
            // A unit that joined while its need was falling never held it.
            if (edge.Holds)
            {
                edge.Holds = false;
                edge.Need.Holders--;
                if (edge.Need is { IsFalling: true, Holders: 0 })
                {
                    _free.Push(edge.Need);
                }
            }
        }

        landed(turn, unit);
    }
}
