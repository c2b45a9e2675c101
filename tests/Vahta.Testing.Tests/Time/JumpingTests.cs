using System.Diagnostics;

namespace Vahta.Testing.Tests.Time;

public sealed class JumpingTests
{
    [Fact]
    public void M4_450_seconds_of_sleeps_take_no_real_time()
    {
        var real = Stopwatch.StartNew();

        Simulation.Run(async simulation =>
        {
            for (var sleep = 0; sleep < 450; sleep++)
            {
                await simulation.Delay(1);
            }

            Assert.Equal(TimeSpan.FromSeconds(450), simulation.Now);
        });

        Assert.InRange(real.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void M5_time_jumps_only_when_nothing_else_can_run() => Simulation.Explore(100, async simulation =>
    {
        var steps = 0;
        var soonest = SoonestAsync();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => StepAsync(100)));

        Assert.Equal((1000, TimeSpan.Zero, false), (steps, simulation.Now, soonest.IsCompleted));
        await soonest;

        async Task StepAsync(int times)
        {
            for (var step = 0; step < times; step++)
            {
                await Task.Yield();
                steps++;
            }
        }

        async Task SoonestAsync()
        {
            await simulation.Delay(0.001);
            Assert.Equal(1000, steps);
        }
    });

    [Fact]
    public void Time_jumps_to_the_next_timer_and_no_further() => Simulation.Explore(20, async simulation =>
    {
        var fired = new List<double>();
        await Task.WhenAll(new[] { 3, 0.5, 2, 86_400, 0.5 }.Select(NoteAsync));

        Assert.Equal([0.5, 0.5, 2, 3, 86_400], fired);

        async Task NoteAsync(double seconds)
        {
            await simulation.Delay(seconds);
            Assert.Equal(TimeSpan.FromSeconds(seconds), simulation.Now);
            fired.Add(seconds);
        }
    });

    [Fact]
    public void Code_sees_one_and_the_same_instant_until_time_passes() => Simulation.Run(async simulation =>
    {
        var (began, at) = (simulation.TimeProvider.GetTimestamp(), simulation.TimeProvider.GetUtcNow());
        for (var turn = 0; turn < 1000; turn++)
        {
            await Task.Yield();
        }

        Assert.Equal(TimeSpan.Zero, simulation.TimeProvider.GetElapsedTime(began));
        Assert.Equal(at, simulation.TimeProvider.GetUtcNow());
        Assert.Equal(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), at);
    });

    [Fact]
    public void Timers_that_were_disposed_do_not_move_time() => Simulation.Run(async simulation =>
    {
        using (var limit = new CancellationTokenSource(TimeSpan.FromHours(1), simulation.TimeProvider))
        {
            await simulation.Delay(1, limit.Token);
            Assert.Equal(1, simulation.Timers);
        }

        await simulation.WaitUntilQuietAsync();
        Assert.Equal((0, TimeSpan.FromSeconds(1)), (simulation.Timers, simulation.Now));
    });
}
