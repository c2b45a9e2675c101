using Vahta.Testing;

namespace Vahta.Tests.Matrix;

/// <summary>An application with something of everything, in which one thing goes wrong.</summary>
internal sealed class Application(Scenario world, FaultCase plan)
{
    private readonly Dictionary<string, int> _setups = [];
    private readonly Dictionary<string, int> _teardowns = [];

    /// <summary>What is thrown, where something is.</summary>
    public IOException Thrown { get; } = new(plan.ToString());

    /// <summary>What has been set up and not torn down.</summary>
    public IEnumerable<string> Held => _setups.Keys.Where(name => _setups[name] > _teardowns.GetValueOrDefault(name));

    /// <summary>When it went wrong; null where it did not come to that.</summary>
    public TimeSpan? StruckAt => world.Simulation.Trace.Entries.FirstOrDefault(entry => entry.What.StartsWith("fault: ", StringComparison.Ordinal))?.At;

    public Dispatcher Define()
    {
        var dispatcher = world.Application(options => options.HandleSignals = true)
            .OnStarting(_ => world.Delay(0.1))
            .OnStarting(_ => world.Delay(0.1))
            .OnReady(_ => world.Delay(0.1))
            .OnStopping(_ => world.Delay(0.4))
            .OnStopping(_ => world.Delay(0.1))
            .OnStopped(_ => world.Delay(0.1))
            .OnStopped(_ => world.Delay(0.5));
        dispatcher.AddLifespan("settings", Factory);
        dispatcher.AddLifespan("1st", unit => Holds(unit.Name)).After("settings");
        dispatcher.AddLifespan("2nd", unit => Holds(unit.Name)).After("1st");
        dispatcher.AddLifespan("3rd", unit => Holds(unit.Name)).After("2nd");
        dispatcher.AddTask("server", Serve).NotifiesReady().After("3rd");
        dispatcher.AddTask("pool", Work).After("3rd");
        dispatcher.AddTask("intake", Drain).After("3rd");
        dispatcher.AddTask("main", stopping => world.Delay(5, stopping)).Essential().After("server").After("pool").After("intake");
        PlanFault(world.Simulation.Faults);
        return dispatcher;
    }

    /// <summary>No teardown without a setup, and none twice; when it has ended, none missing.</summary>
    public void CheckPairs(bool hasEnded)
    {
        Assert.All(_setups.Values.Concat(_teardowns.Values), times => Assert.Equal(1, times));
        Assert.Subset(_setups.Keys.ToHashSet(), _teardowns.Keys.ToHashSet());
        Assert.True(!hasEnded || !Held.Any(), $"{string.Join(", ", Held)} was not torn down.");
    }

    private void PlanFault(FaultPlan faults)
    {
        var point = plan.IsAHook ? FaultPoint.Hook : plan.IsInTheStop ? FaultPoint.Stop : plan.Phase == Phase.Main_work ? FaultPoint.Run : FaultPoint.Start;
        _ = (plan.Phase, plan.Fault) switch
        {
            (Phase.Pool_work, _) => faults,
            (_, Fault.Throws) => faults.Throw(plan.Place, point, Thrown),
            (_, Fault.Hangs) => faults.Hang(plan.Place, point),
            (_, Fault.CancelsItself) => faults.CancelItself(plan.Place, point),
            _ => faults.SwallowCancellation(plan.Place, point),
        };
    }

    private async Task<Resource> Factory(CancellationToken stopping)
    {
        await world.Delay(0.1);
        Count(_setups, "settings");
        return new(async () =>
        {
            Count(_teardowns, "settings");
            await world.Delay(0.4);
        });
    }

    // The setups do not look at their token: what is late is set up all the same, and must be torn down.
    private async IAsyncEnumerable<string> Holds(string name)
    {
        await world.Delay(0.1);
        Count(_setups, name);
        yield return name;
        Count(_teardowns, name);
        await world.Delay(0.2);
    }

    private async Task Serve(UnitContext unit, CancellationToken stopping)
    {
        await world.Delay(0.1, stopping);
        unit.Ready();
        await world.Fires(stopping);
    }

    // Awaits its items when it is told to stop, or when one of them has failed.
    private async Task Work(UnitContext unit, CancellationToken stopping)
    {
        using var items = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] begun = [world.Fires(items.Token), plan.Phase == Phase.Pool_work ? FaultyItem(unit) : world.Fires(items.Token), world.Fires(items.Token)];
        await Task.WhenAny(begun);
        items.Cancel();
        foreach (var item in begun)
        {
            await item;
        }
    }

    private async Task FaultyItem(UnitContext unit)
    {
        await world.Delay(0.5);
        world.Note($"fault: {plan}");
        await (plan.Fault switch
        {
            Fault.Throws => throw Thrown,
            Fault.Hangs => new TaskCompletionSource().Task,
            Fault.CancelsItself => throw new OperationCanceledException("The item cancelled itself."),
            _ => world.Fires(unit.Aborting),
        });
    }

    // Takes on no more from the announcement on, and finishes what is in flight when its turn comes.
    private async Task Drain(UnitContext unit, CancellationToken stopping)
    {
        await world.Fires(unit.Ending);
        await world.Fires(stopping);
        await world.Delay(0.3);
    }

    private static void Count(Dictionary<string, int> times, string name) => times[name] = times.GetValueOrDefault(name) + 1;

    private sealed class Resource(Func<Task> dispose) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await dispose();
    }
}
