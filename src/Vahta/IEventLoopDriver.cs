namespace Vahta;

/// <summary>
/// Decides for an <see cref="EventLoop"/> what comes next: how a simulation commands the order of things and the flow of time. Always called on the
/// loop's thread; what it throws ends the run.
/// </summary>
public interface IEventLoopDriver
{
    /// <summary>Called before each choice. What other threads post before it returns takes part in the choice.</summary>
    void Settle();

    /// <summary>Chooses among the callbacks that are ready: the index of the next, 0 for the one that has waited longest.</summary>
    /// <param name="ready">How many are ready, at least 1.</param>
    int Next(int ready);

    /// <summary>
    /// Called when nothing is ready. True asks the loop to look again, after something was posted or the clock was moved; false lets it wait as ever.
    /// </summary>
    /// <param name="untilTimer">The time until the next timer; <see cref="TimeSpan.MaxValue"/> where none is set.</param>
    bool Idle(TimeSpan untilTimer);
}
