namespace Vahta.Units;

/// <summary>How urgently a run has been told to come to its end.</summary>
internal enum UrgencyLevel
{
    None,
    Ending,
    Stopping,
    Aborting,
}
