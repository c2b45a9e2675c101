using Vahta.Units;

namespace Vahta;

/// <summary>What units can be added to. The kinds of units are extension methods over it.</summary>
public interface IUnitCollection
{
    internal Unit Add(string name, UnitBody body);
}
