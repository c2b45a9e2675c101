namespace Vahta.Units;

/// <summary>What the program wants of a unit, apart from its state. Only the program and the dispatcher's stop change it.</summary>
internal enum UnitWish : byte
{
    Up,

    /// <summary>It starts by request only, and nobody has asked.</summary>
    Unasked,
    Down,
    Gone,
}
