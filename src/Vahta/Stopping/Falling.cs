using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Stopping;

/// <summary>
/// Who is going down, and whose turn it is: a unit's, when all that need it have ended or been abandoned. Units that have ended already are
/// passed through, so that the order holds across them.
/// </summary>
internal sealed class Falling(Engine engine, Action<Turn, Unit> turnOf, Action<Turn, Unit> landed)
{
    private readonly Stack<Unit> _free = new();
    private bool _isWalking;

    /// <summary>How many are still on their way.</summary>
    public int Left { get; private set; }

    /// <summary>Everything goes down.</summary>
    public void All(Turn turn)
    {
        Left = 0;
        foreach (var unit in engine.Graph.Units)
        {
            unit.IsFalling = unit.HasJoined;
            unit.Holders = unit.Dependents.Count;
            Left += unit.IsFalling ? 1 : 0;
            if (unit.IsFalling && unit.Holders == 0)
            {
                _free.Push(unit);
            }
        }

        Walk(turn);
    }

    /// <summary>A unit goes down, and first all that need it.</summary>
    /// <returns>The units that had not been on their way before.</returns>
    public List<Unit> From(Turn turn, Unit root)
    {
        var falling = new List<Unit>();
        var open = new Stack<Unit>([root]);
        while (open.TryPop(out var unit))
        {
            if (unit.IsFalling)
            {
                continue;
            }

            unit.IsFalling = true;
            unit.Holders = unit.Dependents.Count;
            Left++;
            falling.Add(unit);
            foreach (var edge in unit.Dependents)
            {
                open.Push(edge.Dependent);
            }
        }

        foreach (var unit in falling)
        {
            if (unit.Holders == 0)
            {
                _free.Push(unit);
            }
        }

        Walk(turn);
        return falling;
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

    private void Walk(Turn turn)
    {
        if (_isWalking)
        {
            return;
        }

        _isWalking = true;
        while (_free.TryPop(out var unit))
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

        _isWalking = false;
    }

    private void Land(Turn turn, Unit unit)
    {
        unit.IsFalling = false;
        Left--;
        foreach (var edge in unit.Needs)
        {
            if (edge.Need.IsFalling && --edge.Need.Holders == 0)
            {
                _free.Push(edge.Need);
            }
        }

        landed(turn, unit);
    }
}
