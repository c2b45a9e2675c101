namespace Vahta.Supervision;

/// <summary>How far one run has come.</summary>
internal enum RunPhase : byte
{
    /// <summary>Its call is queued.</summary>
    Queued,

    /// <summary>Inside the call of the user's delegate, which has not returned a task.</summary>
    Calling,

    /// <summary>The task is pending: a task's or job's work, a lifespan's setup.</summary>
    Working,

    /// <summary>A lifespan is set up and held.</summary>
    Held,

    /// <summary>The teardown has been queued or is under way.</summary>
    Closing,

    /// <summary>What the run owned and its scope are being closed.</summary>
    Releasing,

    /// <summary>Over.</summary>
    Ended,
}
