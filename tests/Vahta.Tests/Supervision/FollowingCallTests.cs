namespace Vahta.Tests.Supervision;

/// <summary>Calls that follow from one another are made by one thread, on the pool and in real time: which holds up nobody, however long any of them blocks it.</summary>
public sealed class FollowingCallTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Of_those_that_follow_one_each_may_block_until_the_others_have_been_called()
    {
        for (var time = 0; time < 200; time++)
        {
            using var up = new Barrier(2);
            using var down = new Barrier(2);
            await using var dispatcher = new Dispatcher(new() { HandleSignals = false });
            var first = dispatcher.AddLifespan("first", static _ => Task.CompletedTask, static _ => Task.CompletedTask);
            var last = dispatcher.AddLifespan("last", static _ => Task.CompletedTask, static _ => Task.CompletedTask);
            for (var index = 0; index < 2; index++)
            {
                var between = dispatcher.AddLifespan($"between-{index}", _ => Meet(up), _ => Meet(down)).After(first);
                last.After(between);
            }

            await dispatcher.StartAsync();
            var report = await dispatcher.StopAsync();

            Assert.Equal(0, report.ExitCode);
        }
    }

    [Fact]
    public async Task Whoever_waits_inside_its_call_for_another_unit_is_not_waited_for_by_that()
    {
        for (var time = 0; time < 200; time++)
        {
            await using var dispatcher = new Dispatcher(new() { HandleSignals = false });
            var asked = dispatcher.AddLifespan("asked", static _ => Task.CompletedTask, static _ => Task.CompletedTask).Manual();
            var before = dispatcher.AddLifespan("before", static _ => Task.CompletedTask, static _ => Task.CompletedTask);
            dispatcher.AddLifespan("asking", _ =>
            {
                Assert.True(dispatcher.StartAsync(asked).Wait(s_patience));
                return Task.CompletedTask;
            }, static _ => Task.CompletedTask).After(before);

            await dispatcher.StartAsync();
            var report = await dispatcher.StopAsync();

            Assert.Equal(0, report.ExitCode);
        }
    }

    [Fact]
    public async Task A_chain_longer_than_one_thread_calls_in_a_row_keeps_its_order_both_ways_and_each_its_own_context()
    {
        var (notes, local) = (new List<string>(), new AsyncLocal<string?>());
        await using var dispatcher = new Dispatcher(new() { HandleSignals = false, InOrder = true });
        for (var index = 0; index < 300; index++)
        {
            var name = $"unit-{index}";
            dispatcher.AddLifespan(name, Note, Note);
        }

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        var expected = Enumerable.Range(0, 300).Select(static index => $"unit-{index}").ToList();
        Assert.Equal([.. expected, .. Enumerable.Reverse(expected)], notes);
        Assert.Equal(0, report.ExitCode);

        Task Note(CancellationToken _)
        {
            Assert.Null(local.Value);
            local.Value = UnitContext.Current!.Name;
            notes.Add(local.Value);
            return Task.CompletedTask;
        }
    }

    private static Task Meet(Barrier all)
    {
        Assert.True(all.SignalAndWait(s_patience));
        return Task.CompletedTask;
    }
}
