namespace Vahta;

/// <summary>Which ends of a unit call for another run.</summary>
public enum RestartMode
{
    /// <summary>None: a failure is final, an end is an end.</summary>
    Never,

    /// <summary>Failures only; a unit that ended by itself has completed.</summary>
    OnFailure,

    /// <summary>Failures, and also ends without one. Not for jobs, whose end is what they are for.</summary>
    Always,
}
