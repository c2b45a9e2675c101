using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>
/// A unit that has failed again and again is ready once more, and has yet to prove it: those bound to it come back when it has stayed ready for as long as it had waited.
/// So a crash loop does not take them up and down with each of its tries.
/// </summary>
internal sealed class Trial(Unit unit, ISupervised told) : Alarm
{
    /// <summary>Whether a unit that has become ready is on trial: from the second failure in a row. What holds a value does not die of itself, and needs none.</summary>
    public static bool IsDue(Unit unit) => unit is { IsLasting: true, History.InARow: > 1 } && unit.Dependents.Exists(static edge => edge.Kind == Graph.EdgeKind.Bound);

    public override void Ring(Turn turn)
    {
        unit.Trial = null;
        told.BecameReady(turn, unit);
    }
}
