namespace Vahta.Tests.Loops;

public sealed class RunTests
{
    [Fact]
    public void Run_returns_when_its_main_has_ended_and_with_what_it_returned()
    {
        using var loop = JumpingTime.Loop();
        var ended = false;

        loop.Run(async () =>
        {
            await Task.Yield();
            ended = true;
        });
        var result = loop.Run(async () =>
        {
            await Task.Yield();
            return 42;
        });

        Assert.True(ended);
        Assert.Equal(42, result);
        Assert.Equal(7, loop.Run(() => Task.FromResult(7)));
    }

    [Fact]
    public void Main_runs_on_the_callers_thread()
    {
        using var loop = JumpingTime.Loop();
        var thread = Environment.CurrentManagedThreadId;

        var threads = loop.Run(async () =>
        {
            var first = Environment.CurrentManagedThreadId;
            await Task.Yield();
            return (first, Environment.CurrentManagedThreadId);
        });

        Assert.Equal((thread, thread), threads);
    }

    [Fact]
    public void Run_throws_mains_own_exception_with_its_stack()
    {
        using var loop = JumpingTime.Loop();
        var thrown = new IOException("main");

        Assert.Same(thrown, Assert.Throws<IOException>(() => loop.Run(FailsLate)));
        Assert.Contains(nameof(FailsLate), thrown.StackTrace);
        Assert.Same(thrown, Assert.Throws<IOException>(() => loop.Run(FailsAtOnce)));
        Assert.Contains(nameof(FailsAtOnce), thrown.StackTrace);
        Assert.Same(thrown, Assert.Throws<IOException>(() => loop.Run(FailsWithoutResult)));
        Assert.Contains(nameof(FailsWithoutResult), thrown.StackTrace);

        async Task FailsLate()
        {
            await Task.Yield();
            throw thrown;
        }

        Task FailsAtOnce() => throw thrown;

        async Task<int> FailsWithoutResult()
        {
            await Task.Yield();
            throw thrown;
        }
    }

    [Fact]
    public void A_main_that_was_cancelled_is_thrown_as_such()
    {
        using var loop = JumpingTime.Loop();

        Assert.Throws<TaskCanceledException>(() => loop.Run(() => Task.FromCanceled(new(canceled: true))));
    }

    [Fact]
    public void A_main_that_ends_on_another_thread_ends_the_run()
    {
        using var loop = JumpingTime.Loop();

        loop.Run(async () => await Task.Run(() => { }).ConfigureAwait(ConfigureAwaitOptions.ForceYielding));
        var result = loop.Run(() => Task.Run(() => 42));

        Assert.Equal(42, result);
    }

    [Fact]
    public void A_main_that_returns_no_task_is_refused_with_a_way_out()
    {
        using var loop = JumpingTime.Loop();

        Assert.EndsWith("Return Task.CompletedTask, or make it async.", Assert.Throws<InvalidOperationException>(() => loop.Run(() => null!)).Message);
        Assert.EndsWith("or make it async.", Assert.Throws<InvalidOperationException>(() => loop.Run<int>(() => null!)).Message);
    }

    [Fact]
    public void Inside_the_loop_is_the_current_one_and_its_context_too_and_afterwards_all_is_as_it_was()
    {
        using var loop = JumpingTime.Loop();
        var mine = new SynchronizationContext();
        SynchronizationContext.SetSynchronizationContext(mine);
        try
        {
            loop.Run(async () =>
            {
                Assert.Same(loop, EventLoop.Current);
                Assert.Same(loop.SynchronizationContext, SynchronizationContext.Current);
                Assert.Null(await Task.Run(() => EventLoop.Current));
            });
            Assert.Throws<IOException>(() => loop.Run(() => throw new IOException()));

            Assert.Null(EventLoop.Current);
            Assert.Same(mine, SynchronizationContext.Current);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }
}
