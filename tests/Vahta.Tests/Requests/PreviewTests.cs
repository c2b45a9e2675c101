using CsCheck;

namespace Vahta.Tests.Requests;

public sealed class PreviewTests
{
    private const int Units = 5;

    // More are asked for with CsCheck_Iter, a failed one is repeated with CsCheck_Seed.
    private static readonly long s_previews = Math.Max(300, Check.Iter);

    private static readonly Gen<int[][]> s_needs = Gen.Int[-3, 3].Array[Units].Array[Units];

    private static readonly Gen<(int What, int Unit)[]> s_deeds = Gen.Select(Gen.Int[0, 5], Gen.Int[0, Units - 1]).Array[0, 6];

    [Fact]
    public void What_a_preview_says_is_what_then_happens() =>
        Gen.Select(s_needs, Gen.Int[0, 2].Array[Units], s_deeds, Gen.Int[0, 3], Gen.Int[0, Units - 1], Gen.Int[0, 1_000_000]).Sample(
            (needs, kinds, deeds, request, unit, seed) => Scenario.Run(seed, world => Compare(world, needs, kinds, deeds, (UnitRequest)request, unit)), iter: s_previews, threads: 1);

    [Fact]
    public void It_reads_as_a_sentence_and_says_why_it_would_be_refused() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("cache", world.Serves("cache"));
        dispatcher.AddTask("poller", world.Serves("poller")).After("cache");
        Assert.Contains("the dispatcher is Idle", dispatcher.Preview(UnitRequest.Start, "cache").ToString(), StringComparison.Ordinal);
        await dispatcher.StartAsync();

        Assert.Equal("Restart cache: stops poller, cache; starts cache, poller.", dispatcher.Preview(UnitRequest.Restart, "cache").ToString());
        Assert.Equal("Reset cache: stops nothing; starts nothing.", dispatcher.Preview(UnitRequest.Reset, "cache").ToString());
        Assert.Contains("Remove them first", dispatcher.Preview(UnitRequest.Remove, "cache").ToString(), StringComparison.Ordinal);
        await dispatcher.StopAsync();
        Assert.Contains("the dispatcher is Stopped", dispatcher.Preview(UnitRequest.Restart, "cache").Refusal, StringComparison.Ordinal);
    });

    [Fact]
    public void What_had_completed_before_the_end_of_what_it_is_bound_to_would_not_run_again() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var connection = dispatcher.AddTask("connection", stopping => world.Delay(2, stopping));
        var import = dispatcher.AddJob("import", stopping => world.Delay(1, stopping)).After(connection, Dependency.Bound);
        await dispatcher.StartAsync();
        await world.Delay(3);
        Assert.Equal((UnitState.Completed, UnitState.Completed), (connection.State, import.State));

        Assert.Empty(dispatcher.Preview(UnitRequest.Start, import).Starts);
        await Thrown.By<InvalidOperationException>(dispatcher.StartAsync(import));
        Assert.Equal(UnitState.Skipped, import.State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Who_ran_on_behind_what_had_completed_and_cannot_run_again_would_go_down() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var connection = dispatcher.AddTask("connection", stopping => world.Delay(2, stopping));
        var import = dispatcher.AddJob("import", stopping => world.Delay(1, stopping)).After(connection, Dependency.Bound);
        var poller = dispatcher.AddTask("poller", world.Serves("poller")).After(import);
        dispatcher.AddTask("pages", world.Serves("pages")).After(poller, Dependency.Optional);
        await dispatcher.StartAsync();
        await world.Delay(3);

        Assert.Equal("Start import: stops pages, poller; starts pages.", dispatcher.Preview(UnitRequest.Start, import).ToString());

        await Thrown.By<InvalidOperationException>(dispatcher.StartAsync(import));
        await world.Delay(1);
        Assert.Equal((UnitState.Skipped, UnitState.Skipped, UnitState.Running), (import.State, poller.State, dispatcher["pages"].State));
        Assert.Equal(["poller up", "pages up", "pages down", "poller down", "pages up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Who_waits_for_what_had_completed_and_was_stopped_would_start_once_that_is_lost() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var connection = dispatcher.AddTask("connection", stopping => world.Delay(2, stopping));
        var import = dispatcher.AddJob("import", stopping => world.Delay(1, stopping)).After(connection, Dependency.Bound);
        var index = dispatcher.AddJob("index", static _ => Task.CompletedTask).After(import);
        var pages = dispatcher.AddTask("pages", world.Serves("pages")).After(index, Dependency.Optional);
        await dispatcher.StartAsync();
        await world.Delay(3);
        await dispatcher.StopAsync(index);
        Assert.Equal((UnitState.Completed, UnitState.Pending), (index.State, pages.State));

        Assert.Equal(["pages"], dispatcher.Preview(UnitRequest.Restart, import).Starts);

        await Thrown.By<InvalidOperationException>(dispatcher.RestartAsync(import));
        await world.Delay(1);
        Assert.Equal((UnitState.Skipped, UnitState.Running), (import.State, pages.State));
        await dispatcher.StopAsync();
    });

    private static async Task Compare(Scenario world, int[][] needs, int[] kinds, (int What, int Unit)[] deeds, UnitRequest request, int about)
    {
        var dispatcher = world.Dispatcher();
        var crashes = Enumerable.Range(0, Units).Select(static _ => new TaskCompletionSource()).ToArray();
        var handles = new UnitHandle[Units];
        for (var me = 0; me < Units; me++)
        {
            handles[me] = Add(dispatcher, world, me, kinds[me], crashes);
            for (var need = 0; need < me; need++)
            {
                _ = needs[me][need] > 0 ? handles[me].After(handles[need], (Dependency)(needs[me][need] - 1)) : handles[me];
            }
        }

        await dispatcher.StartAsync();
        foreach (var (what, unit) in deeds)
        {
            await Prepare(dispatcher, handles[unit], what, crashes[unit]);
            await world.Delay(1);
            crashes[unit] = new();
        }

        var before = world.Events.Count;
        var preview = dispatcher.Preview(request, handles[about]);
        world.Note(preview.ToString());
        string? refusal = null;
        try
        {
            await Ask(dispatcher, request, handles[about]);
        }
        catch (InvalidOperationException refused) when (!refused.Message.Contains("was skipped", StringComparison.Ordinal))
        {
            refusal = refused.Message;
        }
        catch (InvalidOperationException)
        {
        }

        await world.Delay(1);
        var happened = world.Events.Where(told => told.Sequence > before).ToList();
        Assert.Equal(preview.Refusal, refusal);
        Assert.Equal(preview.Stops.Order(), happened.OfType<UnitStopping>().Select(static told => told.Unit!).Order());
        Assert.Equal(preview.Starts.Order(), happened.OfType<UnitStarting>().Select(static told => told.Unit!).Order());
        await dispatcher.StopAsync();
    }

    private static UnitHandle Add(Dispatcher dispatcher, Scenario world, int me, int kind, TaskCompletionSource[] crashes)
    {
        UnitHandle handle = kind == 0 ? dispatcher.AddJob($"unit-{me}", static _ => Task.CompletedTask) : dispatcher.AddTask($"unit-{me}", async stopping =>
        {
            var crash = crashes[me].Task;
            await Task.WhenAny(crash, world.Fires(stopping));
            await (crash.IsCompleted ? crash : Task.CompletedTask);
        });
        _ = kind == 2 ? handle.Manual() : handle;
        return handle.IgnoreFailure();
    }

    private static async Task Prepare(Dispatcher dispatcher, UnitHandle unit, int what, TaskCompletionSource crash)
    {
        try
        {
            await (what switch
            {
                0 => dispatcher.StartAsync(unit),
                1 or 2 => dispatcher.StopAsync(unit),
                3 => dispatcher.RestartAsync(unit),
                4 => Task.FromResult(crash.TrySetResult()),
                _ => Task.FromResult(crash.TrySetException(new IOException("crash"))),
            });
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
        }
    }

    private static Task Ask(Dispatcher dispatcher, UnitRequest request, UnitHandle unit) => request switch
    {
        UnitRequest.Start => dispatcher.StartAsync(unit),
        UnitRequest.Stop => dispatcher.StopAsync(unit),
        UnitRequest.Restart => dispatcher.RestartAsync(unit),
        _ => dispatcher.RemoveAsync(unit),
    };
}
