using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Stopping;

/// <summary>Who waits when the stop is announced, for a need or for a restart: they begin no more.</summary>
internal sealed class WaitingUnits(Engine engine, Readiness readiness)
{
    private readonly UnitMoves _moves = new(engine);

    /// <summary>Skips a unit that has not begun, and stops one that was to come back.</summary>
    public void GiveUp(Turn turn, Unit unit)
    {
        if (unit.State == UnitState.Pending)
        {
            readiness.Skip(turn, unit, null);
        }

        if (unit.Comeback is { } comeback)
        {
            engine.Clock.Deadlines.Remove(comeback);
            _moves.GiveUp(unit);
        }

        if (unit.State == UnitState.Restarting)
        {
            _moves.Make(turn, unit, Happening.IsUnwished);
        }
    }
}
