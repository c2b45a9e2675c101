using Vahta.Deadlines;

namespace Vahta.Supervision;

/// <summary>A deadline that is not a run's: something is done when it is due.</summary>
internal abstract class Alarm : Deadline
{
    /// <summary>Its time has come. Under the lock.</summary>
    public abstract void Ring(Turn turn);
}
