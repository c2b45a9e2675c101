using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>Who is told, under the lock, what became of units, so that others can start or stop.</summary>
internal interface ISupervised
{
    /// <summary>A unit is ready; a job: completed.</summary>
    void BecameReady(Turn turn, Unit unit);

    /// <summary>A unit's run is over or was abandoned; its state says how.</summary>
    void Ended(Turn turn, Unit unit);

    /// <summary>A unit that had been abandoned has ended after all.</summary>
    void EndedLate(Turn turn, Unit unit);
}
