namespace Vahta.Tests.Loops;

public sealed class PeriodicTimerTests
{
    [Fact]
    public void M1_a_day_of_ticks_each_second_counts_exactly_86_400_and_none_is_late()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var (ticks, late) = (0, 0);

        loop.Run(async () =>
        {
            using var timer = loop.TimeProvider.CreateTimer(_ => late += time.Seconds == ++ticks ? 0 : 1, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromDays(1), loop.TimeProvider);
        });

        Assert.Equal((86_400, 0), (ticks, late));
    }

    [Fact]
    public void M1_once_it_is_disposed_it_does_not_tick_any_more()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var ticks = 0;

        loop.Run(async () =>
        {
            ITimer? timer = null;
            timer = loop.TimeProvider.CreateTimer(_ =>
            {
                if (++ticks == 3)
                {
                    timer!.Dispose();
                }
            }, null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromSeconds(100), loop.TimeProvider);
        });

        Assert.Equal(3, ticks);
    }

    [Fact]
    public void M2_what_a_blocked_loop_has_missed_is_one_tick_and_later_ticks_keep_their_beat()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var ticks = new List<double>();

        loop.Run(async () =>
        {
            using var timer = loop.TimeProvider.CreateTimer(_ =>
            {
                ticks.Add(time.Seconds);
                if (ticks.Count == 1)
                {
                    time.Clock.Advance(TimeSpan.FromSeconds(25));
                }
            }, null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
            await Task.Delay(TimeSpan.FromSeconds(65), loop.TimeProvider);
        });

        Assert.Equal([10, 35, 40, 50, 60], ticks);
    }

    [Fact]
    public void A_period_of_zero_ticks_once()
    {
        using var loop = JumpingTime.Loop();
        var ticks = 0;

        loop.Run(async () =>
        {
            loop.TimeProvider.CreateTimer(_ => ticks++, null, TimeSpan.FromSeconds(1), TimeSpan.Zero);
            await Task.Delay(TimeSpan.FromSeconds(10), loop.TimeProvider);
        });

        Assert.Equal(1, ticks);
    }

    [Fact]
    public void A_period_that_is_changed_counts_from_the_change()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var ticks = new List<double>();

        loop.Run(async () =>
        {
            using var timer = loop.TimeProvider.CreateTimer(_ => ticks.Add(time.Seconds), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromSeconds(2.5), loop.TimeProvider);
            timer.Change(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2));
            await Task.Delay(TimeSpan.FromSeconds(6), loop.TimeProvider);
        });

        Assert.Equal([1, 2, 5.5, 7.5], ticks);
    }
}
