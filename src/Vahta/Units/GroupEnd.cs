namespace Vahta.Units;

/// <summary>How a group's life ended, if it did.</summary>
internal enum GroupEnd
{
    None,
    Failed,
    Completed,
}
