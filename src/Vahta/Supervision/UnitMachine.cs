namespace Vahta.Supervision;

/// <summary>The states of a unit and the only ways between them.</summary>
internal static class UnitMachine
{
    /// <param name="state">The state the unit is in.</param>
    /// <param name="happening">What happens to it.</param>
    /// <param name="isJob">Whether it is ready only when it has completed.</param>
    /// <param name="comesBack">Whether it is wished up and nothing keeps it from starting again later.</param>
    /// <exception cref="InvalidOperationException">That cannot happen in this state: a defect of ours.</exception>
    public static UnitState Next(UnitState state, Happening happening, bool isJob, bool comesBack) => (state, happening) switch
    {
        (UnitState.Pending, Happening.Begins) => UnitState.Starting,
        (UnitState.Pending, Happening.LosesNeed) => UnitState.Skipped,
        (UnitState.Pending or UnitState.Restarting, Happening.IsUnwished) => UnitState.Stopped,
        (UnitState.Starting, Happening.BecomesReady) => isJob ? UnitState.Completed : UnitState.Running,
        (UnitState.Starting or UnitState.Running, Happening.IsTold) => UnitState.Stopping,
        (UnitState.Starting or UnitState.Running or UnitState.Stopping, Happening.Fails) => UnitState.Failed,
        (UnitState.Starting or UnitState.Running or UnitState.Stopping, Happening.IsAbandoned) => UnitState.Abandoned,
        (UnitState.Starting or UnitState.Running or UnitState.Stopping, Happening.WillRunAgain) => UnitState.Restarting,
        (UnitState.Running, Happening.Ends) => UnitState.Completed,
        (UnitState.Stopping, Happening.Ends) => comesBack ? UnitState.Pending : UnitState.Stopped,
        (UnitState.Stopped or UnitState.Completed or UnitState.Failed or UnitState.Skipped or UnitState.Abandoned or UnitState.Restarting, Happening.IsWished) => UnitState.Pending,
        (UnitState.Failed or UnitState.Abandoned, Happening.IsForgiven) => UnitState.Stopped,
        _ => throw new InvalidOperationException($"A unit that is {state} cannot take '{happening}'. This is a defect of Vahta; please report it."),
    };
}
