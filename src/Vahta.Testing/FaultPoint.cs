namespace Vahta.Testing;

/// <summary>Where in a unit's life a fault strikes.</summary>
public enum FaultPoint
{
    /// <summary>
    /// When the unit's run begins, in the place of its code, or before it where it is slow or swallows cancellation: of a lifespan's setup, a task's
    /// beginning, a job's work. A task without <c>NotifiesReady</c> is ready as soon as its call has returned, and so hangs, or is slow, when it is ready.
    /// </summary>
    Start,

    /// <summary>When the unit is ready, in the place of its code. Tasks only: of the other kinds none runs then.</summary>
    Run,

    /// <summary>When the unit is told to stop, after its own code has ended: a lifespan's teardown, a task's or a job's body.</summary>
    Stop,

    /// <summary>In the place of a hook, named by its kind and number: <c>OnStopping #1</c>.</summary>
    Hook,
}
