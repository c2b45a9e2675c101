namespace Vahta.Tests.Requests;

/// <summary>What happens in a random life: something is asked of a unit, or goes wrong with it, and then some time passes.</summary>
internal enum Deed
{
    Start,
    Stop,
    Restart,
    Remove,
    Reset,
    Crash,
    End,
    Hang,
    Jump,
    StopAll,
}

/// <summary>A unit of a random life.</summary>
/// <param name="Kind">Task, lifespan or job.</param>
/// <param name="Policy">One of <see cref="RandomLife.Policies"/>.</param>
/// <param name="Needs">For each unit before it, 0 for no need, else which kind it is, from 1.</param>
/// <param name="Setup">How long its start takes, in quarters of a second.</param>
/// <param name="IsManual">Whether it starts by request only.</param>
/// <param name="IsIgnored">Whether its failures are ignored.</param>
internal sealed record RandomUnit(UnitKind Kind, int Policy, int[] Needs, int Setup, bool IsManual, bool IsIgnored)
{
    public override string ToString() =>
        $"{Kind} policy {Policy} needs {string.Join(' ', Needs.Select(static need => Math.Max(need, 0)))} setup {Setup}{(IsManual ? " manual" : "")}{(IsIgnored ? "" : " counts")}";
}

/// <summary>A step of a random life.</summary>
internal sealed record RandomDeed(Deed What, int Unit, int Pause)
{
    public override string ToString() => $"{What} unit-{Unit}";
}

/// <summary>Units that die, hang and are asked for things at random, and what must hold of them whatever happens.</summary>
internal sealed partial class RandomLife
{
    /// <summary>The policies there are.</summary>
    public static IReadOnlyList<RestartPolicy> Policies { get; } =
    [
        RestartPolicy.Never,
        Restarts.OnFailure,
        Restarts.OnFailure with { Delay = TimeSpan.Zero, MaxRestarts = 2, AlsoAtStart = true },
        Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(1), KeepTrying = true, AlsoAtStart = true },
        Restarts.Always with { Delay = TimeSpan.FromSeconds(0.5), MaxRestarts = 3 },
    ];

    private readonly Scenario _world;
    private readonly RandomUnit[] _units;
    private readonly Dispatcher _dispatcher;
    private readonly UnitHandle[] _handles;
    private readonly Fate[] _fates;
    private readonly List<string> _problems = [];
    private readonly List<(RandomDeed Deed, Task Task)> _asked = [];
    private readonly List<Exception> _thrown = [];

    public RandomLife(Scenario world, RandomUnit[] units)
    {
        _world = world;
        _units = units;
        _dispatcher = world.Dispatcher();
        _handles = new UnitHandle[units.Length];
        _fates = [.. units.Select(static unit => new Fate { IsAsked = !unit.IsManual })];
        for (var me = 0; me < units.Length; me++)
        {
            _handles[me] = Add(me);
        }
    }

    public async Task LiveAsync(RandomDeed[] deeds)
    {
        var starting = Quietly(_dispatcher.StartAsync());
        foreach (var deed in deeds)
        {
            Do(deed);
            if (deed.Pause > 0)
            {
                await _world.Delay(deed.Pause / 4.0);
            }
        }

        await _world.Delay(120);
        Assert.True(starting.IsCompleted || Enumerable.Range(0, _units.Length).Any(WaitsForACrashLoop), "The start is still waiting though everything is quiet.");
        Assert.All(_asked, asked => Assert.True(asked.Task.IsCompleted || WaitsForACrashLoop(asked.Deed.Unit), $"{asked.Deed} is still waiting though everything is quiet."));
        CheckStates();
        await _dispatcher.StopAsync();
        await _world.Delay(20);

        Assert.Empty(_problems);
        Assert.Equal(0, _world.Simulation.Timers);
        Assert.All(_fates, fate => Assert.Equal((0, fate.Setups), (fate.Going, fate.Teardowns)));
        CheckEvents();
    }

    // ---- what is done

    private void Do(RandomDeed deed)
    {
        var fate = _fates[deed.Unit];
        var unit = _handles[deed.Unit];
        _world.Note($"{deed}");
        switch (deed.What)
        {
            case Deed.Start:
                Wanted(deed, _dispatcher.StartAsync(unit));
                break;
            case Deed.Restart:
                Wanted(deed, _dispatcher.RestartAsync(unit));
                break;
            case Deed.Stop:
                fate.IsStopped = true;
                Ask(deed, _dispatcher.StopAsync(unit));
                break;
            case Deed.Remove:
                var removing = _dispatcher.RemoveAsync(unit);
                fate.IsStopped |= !removing.IsFaulted;
                Ask(deed, removing);
                break;
            case Deed.Reset:
                Ask(deed, Reset(fate, unit));
                break;
            case Deed.StopAll:
                Ask(deed, _dispatcher.StopAsync());
                break;
            case Deed.Jump:
                _world.Simulation.JumpClock(TimeSpan.FromHours(deed.Unit - 2));
                break;
            default:
                fate.Strike(deed.What);
                break;
        }
    }

    private void Wanted(RandomDeed deed, Task asked)
    {
        if (!asked.IsFaulted)
        {
            WithManualNeeds(deed.Unit);
        }

        Ask(deed, asked);
    }

    private void WithManualNeeds(int me)
    {
        _fates[me].IsStopped = false;
        _fates[me].IsAsked = true;
        var open = new Stack<int>([me]);
        while (open.TryPop(out var one))
        {
            foreach (var need in NeedsOf(one).Where(need => _handles[need].State is not (UnitState.Running or UnitState.Completed)))
            {
                _fates[need].IsAsked = true;
                open.Push(need);
            }
        }
    }

    private async Task Reset(Fate fate, UnitHandle unit)
    {
        var had = unit.State;
        _dispatcher.Reset(unit);
        fate.IsStopped |= had is UnitState.Failed or UnitState.Abandoned && unit.State == UnitState.Stopped;
        await Task.CompletedTask;
    }

    private void Ask(RandomDeed deed, Task asked) => _asked.Add((deed, Quietly(asked)));

    // Refused, since a need is stopped or it was removed; or the unit's own failure.
    private static async Task Quietly(Task asked)
    {
        try
        {
            await asked;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IOException or UnitTimeoutException)
        {
        }
    }

    // ---- the units

    private UnitHandle Add(int me)
    {
        var unit = _units[me];
        var name = $"unit-{me}";
        UnitHandle handle = unit.Kind switch
        {
            UnitKind.Lifespan => _dispatcher.AddLifespan<int>(name, context => Lifespan(me, context)),
            UnitKind.Job => _dispatcher.AddJob(name, (context, stopping) => Run(me, context, stopping)),
            _ => _dispatcher.AddTask(name, (context, stopping) => Run(me, context, stopping)).Watchdog(TimeSpan.FromSeconds(1)),
        };
        handle.Restarts(Policies[unit.Kind == UnitKind.Task ? unit.Policy : unit.Policy % 4]).StopWithin(TimeSpan.FromSeconds(2));
        _ = unit.IsManual ? handle.Manual() : handle;
        _ = unit.IsIgnored ? handle.IgnoreFailure() : handle;
        foreach (var need in NeedsOf(me))
        {
            handle.After(_handles[need], KindOf(me, need));
        }

        return handle;
    }

    private IEnumerable<int> NeedsOf(int me) => Enumerable.Range(0, me).Where(need => _units[me].Needs[need] > 0);

    private void Begin(int me)
    {
        if (++_fates[me].Going > 1)
        {
            _problems.Add($"unit-{me} runs twice at once.");
        }

        if (_fates[me].IsStopped || !_fates[me].IsAsked)
        {
            _problems.Add($"unit-{me} begins at {_world.Now} though nobody asks for it.");
        }

        _fates[me].Begin();
    }

    private async Task Run(int me, UnitContext context, CancellationToken stopping)
    {
        Begin(me);
        try
        {
            await _world.Delay(_units[me].Setup / 4.0, stopping);
            for (var beat = 0; !stopping.IsCancellationRequested && (context.Kind == UnitKind.Task || beat < 3); beat++)
            {
                context.Heartbeat();
                await Task.WhenAny(_world.Delay(0.3, stopping), _fates[me].Struck);
                switch (_fates[me].TakeStrike())
                {
                    case Deed.Crash:
                        throw Thrown(me);
                    case Deed.End:
                        return;
                    case Deed.Hang:
                        await _world.Delay(1 + (_units[me].Setup * 1.4));
                        break;
                }
            }

            stopping.ThrowIfCancellationRequested();
        }
        finally
        {
            _fates[me].Going--;
        }
    }

    private async IAsyncEnumerable<int> Lifespan(int me, UnitContext context)
    {
        Begin(me);
        try
        {
            await _world.Delay(_units[me].Setup / 4.0, context.Stopping);
            if (_fates[me].TakeStrike() == Deed.Crash)
            {
                throw Thrown(me);
            }

            _fates[me].Setups++;
            yield return me;
            _fates[me].Teardowns++;
            switch (_fates[me].TakeStrike())
            {
                case Deed.Crash:
                    throw Thrown(me);
                case Deed.Hang:
                    await _world.Delay(1 + (_units[me].Setup * 1.4));
                    break;
            }
        }
        finally
        {
            _fates[me].Going--;
        }
    }

    private IOException Thrown(int me)
    {
        var thrown = new IOException($"unit-{me}");
        _thrown.Add(thrown);
        return thrown;
    }
}
