using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>Who is told, mostly under the lock, what became of units, so that others can start or stop.</summary>
internal interface ISupervised
{
    /// <summary>User code has been called, or has ended; it may have set up whatever it likes. Not under the lock.</summary>
    void Called();

    /// <summary>A unit is ready; a job: completed.</summary>
    void BecameReady(Turn turn, Unit unit);

    /// <summary>A unit's run is over or was abandoned; its state says how.</summary>
    void Ended(Turn turn, Unit unit);

    /// <summary>A unit that had been abandoned has ended after all.</summary>
    void EndedLate(Turn turn, Unit unit);
}
