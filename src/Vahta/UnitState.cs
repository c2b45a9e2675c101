namespace Vahta;

/// <summary>The state of a unit.</summary>
public enum UnitState
{
    /// <summary>Waiting: for what it needs, or for a request to start.</summary>
    Pending,

    /// <summary>Begun, not ready.</summary>
    Starting,

    /// <summary>Ready.</summary>
    Running,

    /// <summary>Told to stop, not ended.</summary>
    Stopping,

    /// <summary>Ended because it was told to.</summary>
    Stopped,

    /// <summary>Ended by itself, its work done.</summary>
    Completed,

    /// <summary>Ended with a failure, for good as far as its own policy goes.</summary>
    Failed,

    /// <summary>Ended by itself, and waiting to run again by its policy.</summary>
    Restarting,

    /// <summary>Did not end one second after it was aborted, and was left behind.</summary>
    Abandoned,

    /// <summary>Waits no longer: something it needs failed or ended for good, before it started or after it had run, or the stop came first.</summary>
    Skipped,
}
