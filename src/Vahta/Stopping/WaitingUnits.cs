using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Stopping;

/// <summary>Who waits when the stop is announced, for a need or for a restart: they begin no more.</summary>
internal sealed class WaitingUnits(Engine engine, Readiness readiness)
{
    private readonly UnitMoves _moves = new(engine);

    /// <summary>Skips those that have not begun, and stops those that were to come back.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="failed">The unit whose failure is the reason: those that wait for it are skipped because of it.</param>
    public void GiveUp(Turn turn, Unit? failed)
    {
        if (failed is not null)
        {
            readiness.SkipBecauseOf(turn, failed);
        }

        foreach (var unit in engine.Graph.Units)
        {
            if (unit.State == UnitState.Pending)
            {
                readiness.Skip(turn, unit, null);
            }

            StopRestarting(turn, unit);
        }
    }

    private void StopRestarting(Turn turn, Unit unit)
    {
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
