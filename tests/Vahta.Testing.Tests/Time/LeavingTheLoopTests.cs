using System.Runtime.CompilerServices;

namespace Vahta.Testing.Tests.Time;

/// <summary>Code that leaves the loop for the thread pool is waited for, before time passes and before it is called quiet.</summary>
public sealed class LeavingTheLoopTests
{
    private const int Seeds = 200;

    [Fact]
    public void Task_Run_is_waited_for() => Explore(done => Task.Run(() => done()));

    [Fact]
    public void Task_Run_within_Task_Run_is_waited_for() => Explore(done => Task.Run(async () =>
    {
        await Task.Run(() => Thread.SpinWait(1000));
        _ = Task.Run(done);
    }));

    [Fact]
    public void ConfigureAwait_false_is_waited_for() => Explore(async done =>
    {
        await Task.Yield();
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Assert.Null(SynchronizationContext.Current);
        await Task.Yield();
        done();
    });

    [Fact]
    public void A_queued_work_item_is_waited_for() => Explore(done =>
    {
        ThreadPool.QueueUserWorkItem(_ => ThreadPool.QueueUserWorkItem(_ => done()));
        return Task.CompletedTask;
    });

    [Fact]
    public void Work_items_queued_without_a_context_are_waited_for() => Explore(done =>
    {
        ThreadPool.UnsafeQueueUserWorkItem(_ => done(), null);
        return Task.CompletedTask;
    });

    [Fact]
    public void Continuations_without_the_loop_are_waited_for() => Explore(done => Task.Factory
        .StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default)
        .ContinueWith(_ => done(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default));

    [Fact]
    public void An_async_stream_that_leaves_is_waited_for() => Explore(async done =>
    {
        var sum = 0;
        await foreach (var number in Numbers())
        {
            sum += number;
        }

        Assert.Equal(45, sum);
        done();
    });

    [Fact]
    public void Slow_work_on_the_pool_is_waited_for() => Simulation.Run(async simulation =>
    {
        var done = false;
        var working = Task.Run(() =>
        {
            Thread.Sleep(200);
            Volatile.Write(ref done, true);
        });

        await simulation.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.True(done);
        await working;
    });

    // A delay that is cancelled completes on the pool, without a context; on a busy machine a thread that has taken that may wait long for a processor.
    [Fact]
    public void Work_without_a_context_is_waited_for_even_where_it_takes_long_to_get_a_processor() => Simulation.Run(async simulation =>
    {
        var done = false;
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                Thread.Sleep(120);
                Volatile.Write(ref done, true);
            },
            null);

        await simulation.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.True(done);
    });

    [Fact]
    public void What_comes_back_from_outside_comes_back_to_the_loop() => Simulation.Explore(50, async simulation =>
    {
        var thread = Environment.CurrentManagedThreadId;

        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            await Task.Run(static () => { });
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        }));

        Assert.Equal(thread, Environment.CurrentManagedThreadId);
    });

    [Fact]
    public void Whoever_else_keeps_threads_of_the_pool_busy_does_not_hold_it_up()
    {
        var gate = new ManualResetEventSlim();
        for (var stranger = 0; stranger < 2; stranger++)
        {
            _ = Task.Run(gate.Wait, CancellationToken.None);
        }

        try
        {
            Explore(done => Task.Run(done), seeds: 10);
        }
        finally
        {
            gate.Set();
        }

    }

    [Fact]
    public void Units_that_leave_the_loop_are_waited_for() => Simulation.Explore(50, async simulation =>
    {
        var polls = 0;
        await using var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            while (!stopping.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), unit.TimeProvider, stopping).ConfigureAwait(false);
                await Task.Run(() => polls++, stopping).ConfigureAwait(false);
                unit.Status($"{polls} polls");
            }
        });
        await dispatcher.StartAsync();

        await simulation.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(10, polls);
        Assert.Equal("10 polls", simulation.Trace.Of<UnitStatusChanged>()[^1].Status);
    });

    private static void Explore(Func<Action, Task> work, int seeds = Seeds) => Simulation.Explore(seeds, async simulation =>
    {
        for (var time = 1; time <= 2; time++)
        {
            var done = 0;
            var first = work(() => Interlocked.Increment(ref done));
            var second = work(() => Interlocked.Increment(ref done));

            await simulation.Delay(1);

            Assert.Equal((2, TimeSpan.FromSeconds(time)), (done, simulation.Now));
            await Task.WhenAll(first, second);
        }
    });

    private static async IAsyncEnumerable<int> Numbers([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var number = 0; number < 10; number++)
        {
            await Task.Run(static () => { }, cancellationToken).ConfigureAwait(false);
            yield return number;
        }
    }
}
