using System.Diagnostics;

namespace Vahta.Testing.Tests.Time;

public sealed class OutsideAsyncTests
{
    [Fact]
    public void Time_stands_still_while_a_real_timer_is_waited_for() => Simulation.Run(async simulation =>
    {
        var timer = simulation.Delay(1);
        var real = Stopwatch.StartNew();

        await simulation.OutsideAsync(() => Task.Delay(TimeSpan.FromMilliseconds(100)));

        Assert.InRange(real.Elapsed, TimeSpan.FromMilliseconds(90), TimeSpan.MaxValue);
        Assert.Equal((TimeSpan.Zero, false), (simulation.Now, timer.IsCompleted));
        await timer;
        Assert.Equal(TimeSpan.FromSeconds(1), simulation.Now);
    });

    [Fact]
    public void Time_stands_still_while_a_real_file_is_written_and_read() => Simulation.Explore(20, async simulation =>
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var timer = simulation.Delay(1);
            string? read = null;

            await simulation.OutsideAsync(async () =>
            {
                await File.WriteAllTextAsync(path, new string('x', 100_000));
                read = await File.ReadAllTextAsync(path);
            });

            Assert.Equal((100_000, TimeSpan.Zero, false), (read!.Length, simulation.Now, timer.IsCompleted));
            await timer;
        }
        finally
        {
            File.Delete(path);
        }
    });

    [Fact]
    public void Everything_else_that_can_run_runs_meanwhile() => Simulation.Run(async simulation =>
    {
        var turns = 0;
        var turning = TurnAsync();

        await simulation.OutsideAsync(async () =>
        {
            while (turns < 100)
            {
                await Task.Delay(1);
            }
        });

        Assert.Equal((100, TimeSpan.Zero), (turns, simulation.Now));
        await turning;

        async Task TurnAsync()
        {
            while (turns < 100)
            {
                await Task.Yield();
                turns++;
            }
        }
    });

    [Fact]
    public void It_is_not_quiet_while_something_outside_is_waited_for() => Simulation.Run(async simulation =>
    {
        var done = false;
        var outside = simulation.OutsideAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
            done = true;
        });

        await simulation.WaitUntilQuietAsync();

        Assert.True(done);
        await outside;
    });

    [Fact]
    public void It_may_be_called_from_anywhere_and_time_goes_on_afterwards() => Simulation.Explore(20, async simulation =>
    {
        await Task.WhenAll(
            Task.Run(() => simulation.OutsideAsync(() => Task.Delay(TimeSpan.FromMilliseconds(5)))),
            Task.Run(async () => await simulation.OutsideAsync(async () => await Task.Delay(TimeSpan.FromMilliseconds(2)).ConfigureAwait(false)).ConfigureAwait(false)),
            simulation.Delay(1));

        Assert.Equal(TimeSpan.FromSeconds(1), simulation.Now);
    });

    [Fact]
    public void What_the_work_throws_is_thrown_and_time_goes_on() => Simulation.Run(async simulation =>
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => simulation.OutsideAsync(() => File.ReadAllTextAsync("no such file", CancellationToken.None)));
        await simulation.Delay(1);
    });
}
