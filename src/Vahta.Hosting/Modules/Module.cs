using Vahta.Units;

namespace Vahta.Hosting.Modules;

/// <summary>A part within an application: a group whose units start after all that is around it and stop before.</summary>
internal sealed class Module
{
    private Module(Dispatcher dispatcher, Module? around, UnitGroup units)
    {
        Dispatcher = dispatcher;
        Around = around;
        Units = units;
    }

    public Dispatcher Dispatcher { get; }

    /// <summary>The module it is in; null where that is the application itself.</summary>
    public Module? Around { get; }

    public UnitGroup Units { get; }

    /// <summary>
    /// A lifespan or pool of the module, or of one around it, that is not up though it should be; null where there is none. Those whose failures are ignored, or that start by request only and were not asked
    /// for, are nobody's condition.
    /// </summary>
    public UnitHandle? Down
    {
        get
        {
            foreach (var unit in Carrying)
            {
                if (unit is { State: not UnitState.Running, IgnoresFailure: false, Wish: not UnitWish.Unasked })
                {
                    return unit.Handle;
                }
            }

            return Around?.Down;
        }
    }

    // Asked for with each request: what is added while it runs is left out.
    private Unit[] Carrying => field ??= [.. Units.Unit.Units.Where(unit => unit.Group == Units.Unit.Inner && unit.Kind is UnitKind.Lifespan or UnitKind.Pool)];

    /// <summary>Makes a module of a group, which is added where there is none of that name.</summary>
    /// <param name="dispatcher">The application's.</param>
    /// <param name="around">The module it is in; null where that is the application itself.</param>
    /// <param name="name">Its name, within what it is in.</param>
    /// <exception cref="ArgumentException">The name is not made of letters, digits, dots, underscores and hyphens.</exception>
    /// <exception cref="InvalidOperationException">The dispatcher has been started; or the name is taken.</exception>
    public static Module Add(Dispatcher dispatcher, Module? around, string name)
    {
        if (dispatcher.State != DispatcherState.Idle)
        {
            throw new InvalidOperationException($"Module '{name}' cannot be added: the dispatcher is {dispatcher.State}. Add modules before the application is started.");
        }

        var fullName = around is null ? name : $"{around.Units.Name}{Unit.Separator}{name}";
        var units = dispatcher.TryGetUnit(fullName, out var found) ? found as UnitGroup : ((IUnitCollection?)around?.Units ?? dispatcher).AddGroup(name);
        return units is not null && dispatcher.TryNest(units)
            ? new(dispatcher, around, units)
            : throw new InvalidOperationException($"Module '{fullName}' cannot be added: there is already a {(units is null ? "unit" : "module")} of that name. Give it another name, or add it once.");
    }
}
