namespace Vahta.Tests.Groups;

/// <summary>Lives through one generated tree, watching from inside of its units and from its events.</summary>
internal sealed class RandomTreeLife
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(20);

    private readonly Scenario _world;
    private readonly RandomTree _tree;
    private readonly Dispatcher _dispatcher;
    private readonly List<UnitGroup> _groups = [];
    private readonly List<UnitHandle> _units = [];
    private readonly int[] _going;
    private readonly int[] _setups;
    private readonly int[] _teardowns;
    private readonly List<Exception> _thrown = [];
    private readonly HashSet<string> _down = [];
    private readonly List<(string Unit, TimeSpan At)> _leaving = [];

    public RandomTreeLife(Scenario world, RandomTree tree)
    {
        (_world, _tree) = (world, tree);
        _going = new int[tree.Units.Count];
        _setups = new int[tree.Units.Count];
        _teardowns = new int[tree.Units.Count];
        _dispatcher = world.Dispatcher(static options => options.StopBudget = TimeSpan.FromMinutes(5));
        foreach (var node in tree.Groups)
        {
            AddGroup(node);
        }

        for (var index = 0; index < tree.Units.Count; index++)
        {
            AddUnit(index, tree.Units[index]);
        }
    }

    public async Task RunAsync()
    {
        var starting = StartAsync();
        var asked = new List<Task>();
        foreach (var ask in _tree.Asks)
        {
            asked.Add(AskAsync(ask));
            await _world.Delay(ask.Pause);
        }

        await _world.Delay(_tree.StopAfter);
        var report = await _dispatcher.StopAsync();
        await starting;
        await _world.Delay(30);

        Assert.DoesNotContain(report.Errors, static error => error is InvalidOperationException);
        Assert.All(asked, static task => Assert.True(task.IsCompletedSuccessfully, "A request is still waiting though everything is down."));
        Assert.All(_going, static going => Assert.Equal(0, going));
        Assert.Equal(_setups, _teardowns);
        Assert.Equal(0, _world.Simulation.Timers);
        LegalSequences.Check(_world.Events);
        ToldOnce(report);
        SetsAreDownBeforeTheyReturn();
        LimitsHold();
    }

    // ---- the tree

    private void AddGroup(RandomTree.Node node)
    {
        IUnitCollection around = node.Parent >= 0 && node.Parent < _groups.Count ? _groups[node.Parent] : _dispatcher;
        var name = $"g{_groups.Count}";
        var group = node.Strategy is { } strategy ? around.AddGroup(name, strategy, Limit(node.Limit)) : around.AddGroup(name);
        group = node.Restarts > 0 ? group.Restarts(Limit(node.Restarts) with { AlsoAtStart = true }) : group;
        group = node.IsIgnored ? group.IgnoreFailure() : group;
        _groups.Add(node.IsInOrder ? group.InOrder() : group);
    }

    private void AddUnit(int index, RandomTree.Leaf leaf)
    {
        IUnitCollection around = leaf.Group >= 0 && leaf.Group < _groups.Count ? _groups[leaf.Group] : _dispatcher;
        var unit = around.AddTask($"u{index}", (context, stopping) => LiveAsync(index, leaf, context, stopping)).StopWithin(TimeSpan.FromSeconds(3));
        unit = leaf.Need >= 0 && leaf.Need < index ? unit.After(_units[leaf.Need], leaf.Edge) : unit;
        unit = leaf.Policy switch
        {
            1 => unit.Restarts(RestartPolicy.Never),
            2 => unit.Restarts(Restarts.OnFailure with { AlsoAtStart = true }),
            3 => unit.Restarts(Restarts.Always with { AlsoAtStart = true }),
            _ => unit,
        };
        _units.Add(leaf.Oddity == 3 ? unit.IgnoreFailure() : unit);
    }

    private static RestartPolicy Limit(int most) => Restarts.OnFailure with { MaxRestarts = most, Window = s_window };

    private async Task LiveAsync(int me, RandomTree.Leaf leaf, UnitContext context, CancellationToken stopping)
    {
        Assert.Equal(1, ++_going[me]);
        Assert.DoesNotContain(_units[me].Name, _down);
        context.Own(new Held(this, me, leaf.Oddity == 1 && context.Run == 1));
        try
        {
            await _world.Delay(context.Run <= leaf.Crashes ? leaf.After : 10_000, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (!stopping.IsCancellationRequested)
            {
                _ = leaf.Oddity == 0 ? 0 : throw Throws($"u{me} run {context.Run}");
                return;
            }

            await _world.Delay(leaf.Oddity == 2 && context.Run == 1 ? 12 : leaf.Teardown);
        }
        finally
        {
            _going[me]--;
        }
    }

    private IOException Throws(string message)
    {
        var thrown = new IOException(message);
        _thrown.Add(thrown);
        return thrown;
    }

    // ---- what is asked

    private async Task StartAsync()
    {
        try
        {
            await _dispatcher.StartAsync();
        }
        catch (Exception thrown) when (thrown is IOException or UnitTimeoutException)
        {
            // The start failed; the report says so.
        }
    }

    private async Task AskAsync(RandomTree.Ask ask)
    {
        UnitHandle whom = ask.Whom < RandomTree.MostUnits ? _units[ask.Whom % _units.Count] : _groups[(ask.Whom - RandomTree.MostUnits) % _groups.Count];
        try
        {
            await Made(ask.What, whom);
        }
        catch (Exception thrown) when (thrown is InvalidOperationException or ArgumentException or IOException or UnitTimeoutException)
        {
            // Refused, or it failed for good.
        }
    }

    private async Task Made(UnitRequest what, UnitHandle whom)
    {
        _dispatcher.Preview(what, whom);
        switch (what)
        {
            case UnitRequest.Start:
                Wanted(whom, isDown: false);
                await _dispatcher.StartAsync(whom);
                break;
            case UnitRequest.Restart:
                Wanted(whom, isDown: false);
                await _dispatcher.RestartAsync(whom);
                break;
            case UnitRequest.Stop:
                var stopping = _dispatcher.StopAsync(whom);
                Wanted(whom, isDown: true);
                Leaves(whom);
                await stopping;
                break;
            case UnitRequest.Remove:
                var removing = _dispatcher.RemoveAsync(whom);
                Leaves(whom);
                await removing;
                break;
            default:
                _dispatcher.Reset(whom);
                break;
        }
    }

    // An operator's stop outranks every automatic start: who is listed here must not begin. A refused start lists too few, never too many.
    private void Wanted(UnitHandle whom, bool isDown)
    {
        foreach (var unit in Of(whom))
        {
            _ = isDown ? _down.Add(unit) : _down.Remove(unit);
        }
    }

    // Who is stopped or removed by request no longer belongs to those that come back together.
    private void Leaves(UnitHandle whom) => _leaving.AddRange(Of(whom).Select(unit => (unit, _world.Now)));

    private IEnumerable<string> Of(UnitHandle whom) =>
        _units.Select(static unit => unit.Name).Where(name => name == whom.Name || name.StartsWith($"{whom.Name}/", StringComparison.Ordinal));

    // ---- what must hold

    private void ToldOnce(RunReport report)
    {
        var told = _world.Events.SelectMany(static happened => happened switch
        {
            UnitFailed failed => failed.Exceptions,
            UnitRestarting restarting => restarting.Exceptions,
            UnitAbandoned abandoned => abandoned.Exceptions,
            UnitEndedLate late => late.Exceptions,
            _ => [],
        }).OfType<IOException>().ToList();
        Assert.Equal(_thrown.Select(static thrown => thrown.Message).Order(), told.Select(static thrown => thrown.Message).Order());
        Assert.All(told, thrown => Assert.Contains(_thrown, same => ReferenceEquals(same, thrown)));
        Assert.Distinct(report.Errors);
    }

    private void SetsAreDownBeforeTheyReturn()
    {
        // Nobody whom a restart of a set names begins while another of them is still up.
        var up = new HashSet<string>();
        var sets = new List<(HashSet<string> Members, HashSet<string> Awaited)>();
        foreach (var happened in _world.Events.Where(static happened => happened.Unit is not null))
        {
            switch (happened)
            {
                case GroupRestarting restart:
                    sets.Add(([.. restart.Members], [.. restart.Members.Where(up.Contains)]));
                    break;
                case GroupFailed:
                    sets.RemoveAll(set => set.Members.Any(member => member.StartsWith($"{happened.Unit}/", StringComparison.Ordinal)));
                    break;
                case UnitStarting:
                    sets.ForEach(set => set.Members.RemoveWhere(unit => _leaving.Exists(left => left.Unit == unit && left.At <= happened.Elapsed)));
                    sets.ForEach(static set => set.Awaited.IntersectWith(set.Members));
                    Assert.All(sets, set => Assert.True(!set.Members.Contains(happened.Unit!) || set.Awaited.Count == 0, $"{happened} while {string.Join(", ", set.Awaited)} are up."));
                    up.Add(happened.Unit!);
                    break;
                case UnitStopped or UnitCompleted or UnitFailed or UnitAbandoned or UnitRestarting or UnitPending:
                    up.Remove(happened.Unit!);
                    sets.ForEach(set => set.Awaited.Remove(happened.Unit!));
                    break;
            }
        }
    }

    private void LimitsHold()
    {
        // A reset or a start by request clears the count.
        for (var index = 0; index < _groups.Count && _tree.Asks.Count == 0; index++)
        {
            var (node, name) = (_tree.Groups[index], _groups[index].Name);
            if (node is { Restarts: > 0, Strategy: null or GroupStrategy.OneForOne })
            {
                // Where a strategy takes others along with a member, the event is the group's, too.
                Within(node.Restarts, _world.Told<GroupRestarting>(name).Where(restart => _world.Told<UnitFailed>(restart.Because).Any(failed => failed.Elapsed == restart.Elapsed)
                    || _world.Told<UnitAbandoned>(restart.Because).Any(abandoned => abandoned.Elapsed == restart.Elapsed)));
            }

            if (node.Strategy is not null)
            {
                Within(node.Limit, _units.Where(unit => unit.Name.StartsWith($"{name}/u", StringComparison.Ordinal)).SelectMany(unit => _world.Told<UnitRestarting>(unit.Name))
                    .Where(static restart => restart.Attempt > 0).OrderBy(static restart => restart.Elapsed));
            }
        }
    }

    private static void Within(int most, IEnumerable<LifecycleEvent> restarts)
    {
        var times = restarts.Select(static restart => restart.Elapsed).ToList();
        for (var index = most; index < times.Count; index++)
        {
            Assert.True(times[index] - times[index - most] >= s_window, $"{most + 1} restarts within {times[index] - times[index - most]}.");
        }
    }

    /// <summary>Held by a run from its beginning, and let go exactly once, whatever becomes of it.</summary>
    private sealed class Held : IDisposable
    {
        private readonly RandomTreeLife _life;
        private readonly int _me;
        private readonly bool _fails;

        public Held(RandomTreeLife life, int me, bool fails)
        {
            (_life, _me, _fails) = (life, me, fails);
            life._setups[me]++;
        }

        public void Dispose()
        {
            _life._teardowns[_me]++;
            _ = _fails ? throw _life.Throws($"u{_me} teardown") : 0;
        }
    }
}
