namespace Vahta;

/// <summary>What a program can ask of a unit, or of a group, while the dispatcher runs.</summary>
public enum UnitRequest
{
    /// <summary>Start it, and those of its needs that start by request only.</summary>
    Start,

    /// <summary>Stop it, and first all that need it.</summary>
    Stop,

    /// <summary>Stop it, and first all that need it, and bring them back.</summary>
    Restart,

    /// <summary>Stop it and forget it.</summary>
    Remove,

    /// <summary>Forget its failures.</summary>
    Reset,
}
