namespace Vahta.Tests.Loops;

public sealed class ContextTests
{
    private static readonly AsyncLocal<string?> s_ambient = new();

    [Fact]
    public void What_a_callback_makes_of_its_contexts_the_next_does_not_see()
    {
        using var loop = JumpingTime.Loop(options => options.UnhandledException = _ => { });
        var seen = new List<string?>();

        loop.Run(async () =>
        {
            foreach (var pass in (Action<Action>[])[
                code => loop.Post(code),
                code => loop.SynchronizationContext.Post(_ => code(), null),
                code => loop.TimeProvider.CreateTimer(_ => code(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan),
                code => _ = Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.None, loop.TaskScheduler)])
            {
                pass(Spoil);
                pass(Look);
                pass(() =>
                {
                    Spoil();
                    throw new IOException();
                });
                pass(Look);
                await Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
                Look();
            }
        });

        Assert.Equal(12, seen.Count);
        Assert.All(seen, Assert.Null);

        void Look() => seen.Add(s_ambient.Value ?? (SynchronizationContext.Current == loop.SynchronizationContext ? null : "another context"));

        static void Spoil()
        {
            s_ambient.Value = "spoilt";
            SynchronizationContext.SetSynchronizationContext(new());
        }
    }

    [Fact]
    public void What_main_puts_into_its_context_before_it_awaits_neither_callbacks_nor_the_caller_see()
    {
        using var loop = JumpingTime.Loop();
        var seen = new List<string?>();
        loop.SynchronizationContext.Post(_ => seen.Add(s_ambient.Value), null);
        loop.SynchronizationContext.Post(_ => seen.Add(s_ambient.Value), null);

        loop.Run(() =>
        {
            s_ambient.Value = "main";
            return Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
        });

        Assert.Equal([null, null], seen);
        Assert.Null(s_ambient.Value);
    }

    [Fact]
    public void A_posted_action_is_called_in_its_posters_context() => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        var seen = new List<string?>();

        loop.Run(async () =>
        {
            s_ambient.Value = "loop";
            loop.Post(() => seen.Add(s_ambient.Value));
            Threads.Run(() =>
            {
                s_ambient.Value = "thread";
                loop.Post(() => seen.Add(s_ambient.Value));
            });
            s_ambient.Value = "loop, later";
            loop.Post(() => seen.Add(s_ambient.Value));
            using (ExecutionContext.SuppressFlow())
            {
                loop.Post(() => seen.Add(s_ambient.Value));
            }

            await Task.Yield();
            Assert.Equal("loop, later", s_ambient.Value);
        });

        Assert.Equal(["loop", "thread", "loop, later", null], seen);
    });

    [Fact]
    public void A_posted_action_keeps_its_posters_context_whoever_runs_the_loop() => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        var seen = new List<string?>();

        loop.Post(() => seen.Add(s_ambient.Value));
        s_ambient.Value = "first run";
        loop.Run(() =>
        {
            loop.Post(() => seen.Add(s_ambient.Value));
            return Task.CompletedTask;
        });
        s_ambient.Value = "second run";
        loop.Run(async () =>
        {
            await Task.Yield();
            seen.Add(s_ambient.Value);
        });

        Assert.Equal([null, "first run", "second run"], seen);
        Assert.Equal("second run", s_ambient.Value);
    });

    [Fact]
    public void A_timer_is_called_in_the_context_in_which_it_was_made_and_work_in_its_starters()
    {
        using var loop = JumpingTime.Loop();
        var seen = new List<string?>();

        loop.Run(async () =>
        {
            s_ambient.Value = "maker";
            using var timer = loop.TimeProvider.CreateTimer(_ => seen.Add(s_ambient.Value), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            var work = loop.Start("work", async _ =>
            {
                seen.Add(s_ambient.Value);
                await Task.Yield();
                seen.Add(s_ambient.Value);
            });
            s_ambient.Value = "later";
            await work;
            await Task.Delay(TimeSpan.FromSeconds(2), loop.TimeProvider);
        });

        Assert.Equal(["maker", "maker", "maker"], seen);
    }
}
