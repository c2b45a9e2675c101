namespace Vahta.Hosting.Systemd;

/// <summary>How far every unit has come, read off the events, and the one line of it that <c>systemctl status</c> shows.</summary>
internal sealed class Progress
{
    private const int MostNames = 5;

    private readonly Dictionary<string, Standing> _units = new(StringComparer.OrdinalIgnoreCase);
    private int _announced;

    /// <summary>Whether a unit is on its way to be ready, for which it has a limit of its own.</summary>
    public bool IsAnyStarting => _units.Values.Any(static unit => unit.State == UnitState.Starting);

    /// <summary>Begins anew with a picture.</summary>
    public void Begin(DispatcherSnapshot snapshot)
    {
        _units.Clear();
        foreach (var unit in snapshot.Units.Where(static unit => unit.Kind != UnitKind.Group))
        {
            // Before all events, the longest first.
            _units[unit.Name] = new(unit.State, -unit.For.Ticks) { Says = unit.Status, AwaitingAt = unit.AwaitingAt };
        }
    }

    public void Hear(LifecycleEvent happened)
    {
        if (happened is DispatcherStarting starting)
        {
            _announced = starting.Units;
        }
        else if (happened is UnitRemoved)
        {
            _units.Remove(happened.Unit!);
        }
        else if (StateAfter(happened) is { } state)
        {
            _units[happened.Unit!] = new(state, happened.Sequence);
        }
        else if (happened.Unit is { } name && _units.TryGetValue(name, out var unit))
        {
            _units[name] = happened switch
            {
                UnitStatusChanged said => unit with { Says = said.Status },
                UnitLate late => unit with { AwaitingAt = late.AwaitingAt },
                UnitReloaded reloaded => unit with { FailedToReload = reloaded.Exception is not null },
                _ => unit,
            };
        }
    }

    public string Starting() =>
        $"Starting: {Count(UnitState.Running) + Count(UnitState.Completed)} of {Units(Math.Max(_announced, _units.Count))} ready{Awaited(UnitState.Starting)}";

    public string Running() => $"Running: {Units(Count(UnitState.Running))}"
        + Names("starting", static unit => unit.State == UnitState.Starting)
        + Names("restarting", static unit => unit.State == UnitState.Restarting)
        + Names("failed", static unit => unit.State == UnitState.Failed)
        + Names("abandoned", static unit => unit.State == UnitState.Abandoned)
        + Names("failed to reload", static unit => unit.FailedToReload);

    public string Stopping() =>
        $"Stopping: {Units(Count(UnitState.Starting) + Count(UnitState.Running) + Count(UnitState.Stopping))} left{Awaited(UnitState.Stopping)}";

    private static UnitState? StateAfter(LifecycleEvent happened) => happened switch
    {
        UnitAdded or UnitPending => UnitState.Pending,
        UnitStarting => UnitState.Starting,
        UnitReady => UnitState.Running,
        UnitCompleted => UnitState.Completed,
        UnitStopping => UnitState.Stopping,
        UnitStopped => UnitState.Stopped,
        UnitFailed => UnitState.Failed,
        UnitRestarting => UnitState.Restarting,
        UnitSkipped => UnitState.Skipped,
        UnitAbandoned => UnitState.Abandoned,
        _ => null,
    };

    private static string Units(int count) => count == 1 ? "1 unit" : $"{count} units";

    private int Count(UnitState state) => _units.Values.Count(unit => unit.State == state);

    // Whoever has been at it longest, with the place where it hangs, or what it says; and how many others.
    private string Awaited(UnitState state)
    {
        var awaited = _units.Where(unit => unit.Value.State == state).OrderBy(static unit => unit.Value.Since).ToList();
        return awaited switch
        {
            [] => "",
            [var only] => $", waiting for {only.Key}{only.Value.Detail}",
            [var first, ..] => $", waiting for {first.Key}{first.Value.Detail} and {awaited.Count - 1} more",
        };
    }

    private string Names(string what, Func<Standing, bool> which)
    {
        var names = _units.Where(unit => which(unit.Value)).OrderBy(static unit => unit.Value.Since).Select(static unit => unit.Key).ToList();
        return names.Count == 0 ? ""
            : names.Count <= MostNames ? $"; {what}: {string.Join(", ", names)}"
            : $"; {what}: {string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more";
    }

    /// <param name="State">The state.</param>
    /// <param name="Since">Its place among the changes of state.</param>
    private readonly record struct Standing(UnitState State, long Since)
    {
        public string? Says { get; init; }

        public string? AwaitingAt { get; init; }

        public bool FailedToReload { get; init; }

        public string Detail => AwaitingAt is not null ? $" at {AwaitingAt}" : Says is not null ? $" ({Says})" : "";
    }
}
