namespace Vahta.Tests.Loops;

public sealed class SchedulerTests
{
    [Fact]
    public void Tasks_on_the_loops_scheduler_run_on_the_loop_in_their_order() => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        var ran = new List<int>();
        var thread = Environment.CurrentManagedThreadId;

        loop.Run(async () =>
        {
            await Task.Run(() => Task.WhenAll(Enumerable.Range(0, 100).Select(number => Begin(loop, () =>
            {
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                Assert.Same(loop.TaskScheduler, TaskScheduler.Current);
                ran.Add(number);
            }))));
        });

        Assert.Equal(Enumerable.Range(0, 100), ran);
    });

    [Fact]
    public void What_awaits_in_such_a_task_comes_back_to_the_loop() => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        var thread = Environment.CurrentManagedThreadId;

        var came = loop.Run(() => Task.Factory.StartNew(async () =>
        {
            await Task.Run(() => { });
            return Environment.CurrentManagedThreadId;
        }, CancellationToken.None, TaskCreationOptions.None, loop.TaskScheduler).Unwrap());

        Assert.Equal(thread, came);
    });

    [Fact]
    public void A_task_that_is_waited_for_runs_inline_on_the_loop_and_nowhere_else() => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        var (thread, ran) = (Environment.CurrentManagedThreadId, 0);

        loop.Run(async () =>
        {
            var inline = new Task(() => ran++);
            inline.RunSynchronously(loop.TaskScheduler);
            Assert.Equal(1, ran);

            var queued = Begin(loop, () => ran++);
            queued.Wait();
            Assert.Equal(2, ran);

            // From another thread it is waited for until the loop has come to it.
            var ranOn = 0;
            var other = Threads.Start(() =>
            {
                var foreign = new Task(() => ranOn = Environment.CurrentManagedThreadId);
                foreign.RunSynchronously(loop.TaskScheduler);
            });
            await Task.Run(other);
            Assert.Equal(thread, ranOn);
        });

        Assert.Equal(2, ran);
    });

    [Fact]
    public void It_runs_one_at_a_time()
    {
        using var loop = JumpingTime.Loop();

        Assert.Equal(1, loop.TaskScheduler.MaximumConcurrencyLevel);
    }

    private static Task Begin(EventLoop loop, Action code) => Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.None, loop.TaskScheduler);
}
