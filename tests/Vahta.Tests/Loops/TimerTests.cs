namespace Vahta.Tests.Loops;

public sealed class TimerTests
{
    [Fact]
    public void Timers_are_called_by_when_they_are_due_and_then_by_when_they_were_set()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var called = new List<string>();
        int[] due = [3, 1, 2, 1, 3, 2, 0, 1];

        loop.Run(async () =>
        {
            for (var number = 0; number < due.Length; number++)
            {
                var name = $"{due[number]} s, #{number}";
                Timer(loop, () => called.Add($"{name} at {time.Seconds}"), due[number]);
            }

            await Task.Delay(TimeSpan.FromSeconds(5), loop.TimeProvider);
        });

        Assert.Equal(
            [
                "0 s, #6 at 0",
                "1 s, #1 at 1", "1 s, #3 at 1", "1 s, #7 at 1",
                "2 s, #2 at 2", "2 s, #5 at 2",
                "3 s, #0 at 3", "3 s, #4 at 3",
            ],
            called);
    }

    [Fact]
    public void Of_timers_that_are_due_together_each_goes_by_its_own_time()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var called = new List<int>();

        loop.Run(async () =>
        {
            foreach (var due in (int[])[5, 3, 4, 1, 2])
            {
                Timer(loop, () => called.Add(due), due);
            }

            time.Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
        });

        Assert.Equal([1, 2, 3, 4, 5], called);
    }

    [Fact]
    public void A_timer_that_is_changed_goes_by_its_new_time_and_behind_those_set_before()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var called = new List<string>();

        loop.Run(async () =>
        {
            var changed = Timer(loop, () => called.Add($"changed at {time.Seconds}"), 9);
            Timer(loop, () => called.Add($"other at {time.Seconds}"), 2);
            Assert.True(changed.Change(TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan));
            await Task.Delay(TimeSpan.FromSeconds(20), loop.TimeProvider);
        });

        Assert.Equal(["other at 2", "changed at 2"], called);
    }

    [Fact]
    public void A_timer_that_is_disposed_or_put_off_on_the_loop_is_not_called_for_what_was_due_before()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var called = new List<string>();

        loop.Run(async () =>
        {
            ITimer[] victims = [];
            Timer(loop, () =>
            {
                victims[0].Dispose();
                victims[1].Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
                victims[2].Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }, 1);
            victims = [Timer(loop, () => called.Add("disposed"), 1), Timer(loop, () => called.Add($"put off until {time.Seconds}"), 1), Timer(loop, () => called.Add("for ever"), 1)];
            await Task.Delay(TimeSpan.FromSeconds(5), loop.TimeProvider);
        });

        Assert.Equal(["put off until 2"], called);
    }

    [Fact]
    public void A_timer_that_was_disposed_cannot_be_set_again()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var calls = 0;

        loop.Run(async () =>
        {
            var timer = Timer(loop, () => calls++, 1);
            timer.Dispose();
            timer.Dispose();
            Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.FromSeconds(1)));
            await Task.Delay(TimeSpan.FromSeconds(5), loop.TimeProvider);
        });

        Assert.Equal((0, 0), (calls, loop.Timers));
    }

    [Fact]
    public void Times_in_the_past_and_times_nobody_means_are_refused()
    {
        using var loop = JumpingTime.Loop();
        var late = TimeSpan.FromSeconds(-1);

        Assert.Equal("dueTime", Refused(() => Timer(loop, () => { }, -1)).ParamName);
        Assert.Equal("period", Refused(() => loop.TimeProvider.CreateTimer(_ => { }, null, TimeSpan.Zero, late)).ParamName);
        var timer = loop.TimeProvider.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Assert.Contains("Use zero, or Timeout.InfiniteTimeSpan for never.", Refused(() => timer.Change(late, TimeSpan.Zero)).Message);
        Assert.Throws<ArgumentNullException>(() => loop.TimeProvider.CreateTimer(null!, null, TimeSpan.Zero, TimeSpan.Zero));
        Assert.Equal(0, loop.Timers);

        static ArgumentOutOfRangeException Refused(Func<object> make) => Assert.Throws<ArgumentOutOfRangeException>(make);
    }

    [Fact]
    public void The_longest_of_times_are_kept()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var called = new List<double>();

        loop.Run(async () =>
        {
            loop.TimeProvider.CreateTimer(_ => called.Add(time.Seconds), null, TimeSpan.FromSeconds(1), TimeSpan.MaxValue);
            loop.TimeProvider.CreateTimer(_ => called.Add(-1), null, TimeSpan.MaxValue, TimeSpan.Zero);
            Timer(loop, () => called.Add(time.Seconds), 40 * 86400);
            await Task.Delay(TimeSpan.FromDays(45), loop.TimeProvider);
        });

        Assert.Equal([1, 40 * 86400], called);
    }

    [Fact]
    public void Timers_says_how_many_are_set()
    {
        using var loop = JumpingTime.Loop();
        var (one, two) = (Timer(loop, () => { }, 1), Timer(loop, () => { }, 2));

        Assert.Equal(2, loop.Timers);
        one.Dispose();
        Assert.Equal(1, loop.Timers);
        loop.Run(async () => await Task.Delay(TimeSpan.FromSeconds(3), loop.TimeProvider));
        Assert.Equal(0, loop.Timers);
        two.Dispose();
    }

    [Fact]
    public void A_timer_that_another_thread_sets_wakes_the_loop_at_whatever_moment() => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        var random = new Random(1);

        loop.Run(async () =>
        {
            for (var round = 0; round < 3000; round++)
            {
                var (rung, spins) = (new TaskCompletionSource(), random.Next(300));
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    Thread.SpinWait(spins);
                    Timer(loop, rung.SetResult, 0);
                });
                await rung.Task;
            }
        });
    });

    [Fact]
    public void The_loops_clock_is_the_one_it_was_given()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        time.Clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("Vahta", TimeSpan.FromHours(3), "Vahta", "Vahta"));
        var began = loop.TimeProvider.GetTimestamp();

        loop.Run(async () => await Task.Delay(TimeSpan.FromSeconds(7), loop.TimeProvider));

        Assert.Equal(TimeSpan.FromSeconds(7), loop.TimeProvider.GetElapsedTime(began));
        Assert.Equal(time.Clock.GetUtcNow(), loop.TimeProvider.GetUtcNow());
        Assert.Equal("Vahta", loop.TimeProvider.LocalTimeZone.Id);
    }

    private static ITimer Timer(EventLoop loop, Action callback, double seconds) =>
        loop.TimeProvider.CreateTimer(_ => callback(), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
}
