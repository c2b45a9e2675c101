namespace Vahta.Supervision;

/// <summary>What can happen to a unit.</summary>
internal enum Happening
{
    Begins,
    BecomesReady,
    IsTold,
    Ends,
    Fails,
    IsAbandoned,
    LosesNeed,
    IsUnwished,
    IsWished,
}
