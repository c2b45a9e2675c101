namespace Vahta;

/// <summary>The sort of thing that made a dispatcher stop.</summary>
public enum StopCause
{
    /// <summary>The process received a signal.</summary>
    Signal,

    /// <summary>A unit failed for good after everything had been ready.</summary>
    UnitFailed,

    /// <summary>No work was left, or an essential unit completed.</summary>
    Completed,

    /// <summary>The program asked, by a call or by a token.</summary>
    Requested,

    /// <summary>The configuration was refused, or a unit or a hook failed before everything was ready.</summary>
    StartFailed,
}
