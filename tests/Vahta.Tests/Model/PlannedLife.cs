using System.Runtime.InteropServices;
using Vahta.Testing;

namespace Vahta.Tests.Model;

/// <summary>A plan lived by a dispatcher.</summary>
internal sealed class PlannedLife(Scenario world, Plan plan)
{
    private readonly int[] _setups = new int[plan.Units.Length];
    private readonly int[] _teardowns = new int[plan.Units.Length];
    private readonly List<(Exception Thrown, TimeSpan At)> _thrown = [];

    public async Task<Outcome> LiveAsync()
    {
        var dispatcher = Define();
        var running = dispatcher.RunAsync();
        _ = AskAsync(dispatcher);
        var report = await running;

        LegalSequences.Check(world.Events);
        world.Simulation.Trace.AssertSingleRuns();
        CheckTold(world.Now);

        // What was left behind may end later, and is torn down all the same.
        await world.Delay(1000);
        var announced = Assert.Single(world.Told<StopAnnounced>()).Elapsed;
        return new(report.Reason.Cause, report.Reason.Unit, report.ExitCode, announced, report.Stopping,
            [.. plan.Units.Select((_, index) => new Life([.. world.Events.Where(happened => happened.Unit == LifeModel.Name(index)).Select(MomentOf)], _setups[index], _teardowns[index]))]);
    }

    private Dispatcher Define()
    {
        var dispatcher = world.Application(options =>
            (options.HandleSignals, options.InOrder, options.EndWhenDone, options.StopBudget) = (true, plan.InOrder, plan.EndsWhenDone, plan.Budget));

        // Without an order of its own that of the registration must not matter.
        foreach (var index in plan.InOrder ? Enumerable.Range(0, plan.Units.Length) : Enumerable.Range(0, plan.Units.Length).Reverse())
        {
            Add(dispatcher, index, plan.Units[index]);
        }

        return dispatcher;
    }

    private void Add(Dispatcher dispatcher, int index, UnitPlan unit)
    {
        var name = LifeModel.Name(index);
        var added = unit.Kind switch
        {
            UnitKind.Task => dispatcher.AddTask(name, (context, _) => WorkAsync(unit, context)),
            UnitKind.Job => dispatcher.AddJob(name, (context, _) => PerformAsync(unit.Start, context)),
            _ => dispatcher.AddLifespan<int>(name, context => Hold(index, unit, context)),
        };
        added.StartWithin(unit.StartWithin).StopWithin(unit.StopWithin);
        _ = unit.Notifies ? added.NotifiesReady() : added;
        _ = unit.IsIgnored ? added.IgnoreFailure() : added;
        _ = unit.IsEssential ? added.Essential() : added;
        foreach (var need in unit.Needs)
        {
            _ = need.Kind is { } kind ? added.After(LifeModel.Name(need.Unit), kind) : added.After(LifeModel.Name(need.Unit));
        }
    }

    private async Task AskAsync(Dispatcher dispatcher)
    {
        await Task.Delay(plan.StopAt, world.Time);
        if (plan.Asking == Asking.StopAsync)
        {
            await dispatcher.StopAsync();
            return;
        }

        world.Simulation.Signal(PosixSignal.SIGTERM);
        if (plan.Asking == Asking.TwoSignals)
        {
            await Task.Delay(plan.Gap, world.Time);
            world.Simulation.Signal(PosixSignal.SIGINT);
        }
    }

    // ---- what units do

    private async Task WorkAsync(UnitPlan unit, UnitContext context)
    {
        if (unit.Notifies)
        {
            await PerformAsync(unit.Start, context);
            context.Ready();
        }

        try
        {
            await PerformAsync(unit.Work, context);
        }
        catch (OperationCanceledException)
        {
            await PerformAsync(unit.Stop, context);
        }
    }

    private async IAsyncEnumerable<int> Hold(int index, UnitPlan unit, UnitContext context)
    {
        await PerformAsync(unit.Start, context);
        _setups[index]++;
        yield return index;
        _teardowns[index]++;
        await PerformAsync(unit.Stop, context);
    }

    private async Task PerformAsync(Act act, UnitContext context)
    {
        var token = act.Heeds switch
        {
            Urgency.Stopping => context.Stopping,
            Urgency.Aborting => context.Aborting,
            _ => CancellationToken.None,
        };
        await Task.Delay(act.Ends == How.Never ? Timeout.InfiniteTimeSpan : act.Takes, world.Time, token);
        if (act.Ends == How.Throws)
        {
            _thrown.Add((new IOException($"{context.Name} {act}"), world.Now));
            throw _thrown[^1].Thrown;
        }
    }

    // What an abandoned unit throws at the moment of the end may have come too late to be told.
    private void CheckTold(TimeSpan end)
    {
        var told = world.Events.SelectMany(happened => happened switch
        {
            UnitFailed failed => failed.Exceptions,
            UnitEndedLate late => late.Exceptions,
            _ => [],
        }).ToList();
        Assert.All(_thrown, thrown => Assert.InRange(told.Count(one => one == thrown.Thrown), thrown.At < end ? 1 : 0, 1));
    }

    private static Moment MomentOf(LifecycleEvent happened) => new(happened.GetType().Name["Unit".Length..], happened.Elapsed);
}
