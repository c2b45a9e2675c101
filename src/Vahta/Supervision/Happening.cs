namespace Vahta.Supervision;

/// <summary>What can happen to a unit.</summary>
internal enum Happening
{
    Begins,
    BecomesReady,
    IsTold,
    Ends,
    Fails,

    /// <summary>It ended by itself, and its policy wants another run.</summary>
    WillRunAgain,
    IsAbandoned,
    LosesNeed,
    IsUnwished,
    IsWished,

    /// <summary>Its failures are forgotten by request.</summary>
    IsForgiven,
}
