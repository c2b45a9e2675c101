using Vahta.Units;

namespace Vahta;

/// <summary>What units can be added to: a dispatcher, or a group. The kinds of units are extension methods over it.</summary>
public interface IUnitCollection
{
    /// <param name="name">The unit's name.</param>
    /// <param name="body">What it does.</param>
    /// <param name="group">The group it is added to; null where that is the collection itself.</param>
    internal Unit Add(string name, UnitBody body, Group? group = null);
}
