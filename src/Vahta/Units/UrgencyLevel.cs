namespace Vahta.Units;

/// <summary>How urgently a run has been told to come to its end.</summary>
internal enum UrgencyLevel : byte
{
    None,
    Ending,
    Stopping,
    Aborting,
}
