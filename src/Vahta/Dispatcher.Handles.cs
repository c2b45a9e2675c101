using Vahta.Units;

namespace Vahta;

/// <content>The lifespans and pools, for those into whom they are injected.</content>
public sealed partial class Dispatcher
{
    /// <summary>Whether a type is that of a handle that carries something: a lifespan, a pool, a schedule.</summary>
    internal static bool IsHandle(Type type) => type.IsSubclassOf(typeof(UnitHandle)) && type != typeof(UnitGroup);

    /// <summary>
    /// The lifespan or pool of a type, as seen from a group: the one of that name, or without a name the only one; looked up in the group first, then outward. Of several, those that are not in groups
    /// further within come first.
    /// </summary>
    /// <exception cref="InvalidOperationException">Without a name, and there are several.</exception>
    internal UnitHandle? FindHandle(Type type, string? name, Group? within = null)
    {
        if (!IsHandle(type))
        {
            return null;
        }

        using var turn = _conductor.Engine.Enter();
        for (; within is not null; within = within.Node.Group)
        {
            if ((name is null ? OnlyOne(type, within.Units, within) : Named(type, $"{within.Node.Name}{Unit.Separator}{name}")) is { } found)
            {
                return found;
            }
        }

        return name is null ? OnlyOne(type, _conductor.Engine.Graph.Carriers, null) : Named(type, name);
    }

    private UnitHandle? Named(Type type, string name) => _conductor.Engine.Graph.TryFind(name, out var named) && named.Handle?.GetType() == type ? named.Handle : null;

    private static UnitHandle? OnlyOne(Type type, IEnumerable<Unit> units, Group? group)
    {
        var all = units.Where(unit => unit.Handle?.GetType() == type).ToList();
        var own = all.FindAll(unit => unit.Group == group);
        var found = own.Count > 0 ? own : all;
        return found.Count <= 1
            ? found.SingleOrDefault()?.Handle
            : throw new InvalidOperationException($"There are several {Plural(type)}: {string.Join(", ", found.Select(static unit => $"'{unit.Name}'"))}. Say which with [FromKeyedServices(\"name\")].");
    }

    private static string Plural(Type type) => type.IsConstructedGenericType
        ? $"{type.Name[..type.Name.IndexOf('`')].ToLowerInvariant()}s of {type.GenericTypeArguments[0].Name}"
        : $"units of the type {type.Name}";
}
