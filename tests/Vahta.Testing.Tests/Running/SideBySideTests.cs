namespace Vahta.Testing.Tests.Running;

public sealed class SideBySideTests
{
    [Fact]
    public async Task Simulations_on_several_threads_do_not_disturb_each_other()
    {
        const int Seeds = 20;
        var alone = Timelines();

        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Factory.StartNew(Timelines, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.All(together, timelines => Assert.Equal(alone, timelines));

        static List<string> Timelines()
        {
            var timelines = new List<string>();
            for (var seed = 0; seed < Seeds; seed++)
            {
                Simulation.Run(Lives.BusyAsync, seed, timelines.Add);
            }

            return timelines;
        }
    }

    [Fact]
    public async Task One_that_leaves_its_loop_is_waited_for_beside_others_that_do()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Factory.StartNew(
            () => Simulation.Explore(50, async simulation =>
            {
                var done = 0;
                for (var step = 0; step < 5; step++)
                {
                    _ = Task.Run(() => Interlocked.Increment(ref done), CancellationToken.None);
                    await simulation.Delay(1);
                    Assert.Equal(step + 1, done);
                }
            }),
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
    }

    [Fact]
    public void A_simulation_may_run_inside_of_another() => Simulation.Run(async outer =>
    {
        await outer.Delay(1);

        Simulation.Run(async inner =>
        {
            await inner.Delay(100);
            Assert.Equal(TimeSpan.FromSeconds(100), inner.Now);
        });

        Assert.Equal(TimeSpan.FromSeconds(1), outer.Now);
    });
}
