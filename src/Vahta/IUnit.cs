namespace Vahta;

/// <summary>
/// A unit written as a class. One instance is made for each run, of a schedule for each occurrence, from the container where there is one, in a scope of its own.
/// </summary>
public interface IUnit
{
    /// <summary>
    /// The unit's whole life.
    /// <list type="bullet">
    /// <item>A task runs until <paramref name="stopping"/> fires; returning earlier completes it. A job runs to its end once.</item>
    /// <item>Throwing fails the unit. An <see cref="OperationCanceledException"/> after <paramref name="stopping"/> (or
    /// <see cref="UnitContext.Ending"/>) has fired is an orderly end; before, it is a failure like any other.</item>
    /// <item>Ignoring the token costs the unit its grace: then <see cref="UnitContext.Aborting"/> fires, and one second later
    /// the unit is abandoned, and named with the line at which it waits.</item>
    /// </list>
    /// </summary>
    Task RunAsync(UnitContext unit, CancellationToken stopping);
}
