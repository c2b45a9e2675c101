namespace Vahta;

/// <summary>How far a dispatcher has come. It only ever moves forward.</summary>
public enum DispatcherState
{
    /// <summary>Defined, not started.</summary>
    Idle,

    /// <summary>Starting; not everything has been ready yet.</summary>
    Starting,

    /// <summary>Everything has been ready once.</summary>
    Running,

    /// <summary>The stop has been announced.</summary>
    Stopping,

    /// <summary>The report is written.</summary>
    Stopped,
}
