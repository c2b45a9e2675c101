using Microsoft.Extensions.Time.Testing;

namespace Vahta.Tests.Loops;

/// <summary>A clock that somebody else moves, with no driver to ask.</summary>
public sealed class ForeignClockTests
{
    [Fact]
    public void A_clock_that_another_thread_moves_wakes_the_loop_when_a_timer_is_due() => Threads.Run(() =>
    {
        var clock = new FakeTimeProvider();
        using var loop = new EventLoop(new() { TimeProvider = clock });
        using var stop = new CancellationTokenSource();

        loop.Run(async () =>
        {
            var mover = Threads.Start(() =>
            {
                while (!stop.IsCancellationRequested)
                {
                    clock.Advance(TimeSpan.FromMinutes(1));
                    Thread.Yield();
                }
            });
            for (var round = 0; round < 100; round++)
            {
                await Task.Delay(TimeSpan.FromHours(1), loop.TimeProvider);
            }

            stop.Cancel();
            mover();
        });
    });

    [Fact]
    public void A_clock_that_stands_still_lets_nothing_be_due() => Threads.Run(() =>
    {
        var clock = new FakeTimeProvider();
        using var loop = new EventLoop(new() { TimeProvider = clock });
        var rung = 0;

        loop.Run(async () =>
        {
            using var timer = loop.TimeProvider.CreateTimer(_ => rung++, null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            await Task.Delay(50);
        });

        Assert.Equal(0, rung);
    });

    [Theory]
    [InlineData(90)]
    [InlineData(30)]
    public void A_clock_that_jumps_while_the_loop_sets_its_alarm_does_not_leave_it_asleep(int minutes) => Threads.Run(() =>
    {
        var clock = new JumpsWhenSet(TimeSpan.FromMinutes(minutes));
        using var loop = new EventLoop(new() { TimeProvider = clock });
        var mover = Threads.Start(() =>
        {
            Threads.Until(() => clock.HasJumped && loop.Calling is null);
            clock.Advance(TimeSpan.FromMinutes(Math.Max(0, 60 - minutes)));
        });

        loop.Run(() => Task.Delay(TimeSpan.FromHours(1), loop.TimeProvider));

        mover();
        Assert.True(clock.HasJumped);
    });

    // Jumps a single time, in the middle of the first setting of a timer.
    private sealed class JumpsWhenSet(TimeSpan by) : TimeProvider
    {
        private readonly FakeTimeProvider _clock = new();
        private volatile bool _hasJumped;

        public bool HasJumped => _hasJumped;

        public override long TimestampFrequency => _clock.TimestampFrequency;

        public override long GetTimestamp() => _clock.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Timer(this, _clock.CreateTimer(callback, state, dueTime, period));

        public void Advance(TimeSpan time) => _clock.Advance(time);

        private void Jump()
        {
            if (!_hasJumped)
            {
                _clock.Advance(by);
                _hasJumped = true;
            }
        }

        private sealed class Timer(JumpsWhenSet clock, ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                clock.Jump();
                return timer.Change(dueTime, period);
            }

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
