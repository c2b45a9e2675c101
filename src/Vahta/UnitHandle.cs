using Vahta.Units;

namespace Vahta;

/// <summary>A unit as the program holds it: to say words about it before the start, to ask for it afterwards.</summary>
public class UnitHandle
{
    internal UnitHandle(Unit unit)
    {
        Unit = unit;
        unit.Handle = this;
    }

    /// <summary>The unit's name, unique in its dispatcher without regard to case.</summary>
    public string Name => Unit.Name;

    /// <summary>What the unit is doing just now.</summary>
    public UnitState State => Unit.Inner?.State ?? Unit.State;

    internal Unit Unit { get; }

    /// <summary>The name and the state.</summary>
    public override string ToString() => $"{Name} ({State})";
}
