using Microsoft.Extensions.Time.Testing;

namespace Vahta.Tests.Loops;

/// <summary>A loop's time that jumps to the next timer whenever nothing else can run.</summary>
internal sealed class JumpingTime : IEventLoopDriver
{
    private readonly DateTimeOffset _start;

    public JumpingTime() => _start = Clock.GetUtcNow();

    public FakeTimeProvider Clock { get; } = new();

    /// <summary>The seconds that have passed.</summary>
    public double Seconds => (Clock.GetUtcNow() - _start).TotalSeconds;

    /// <summary>A loop in a time of its own.</summary>
    public static EventLoop Loop(Action<EventLoopOptions>? configure = null) => new JumpingTime().NewLoop(configure);

    /// <summary>A loop in this time.</summary>
    public EventLoop NewLoop(Action<EventLoopOptions>? configure = null)
    {
        var options = new EventLoopOptions { TimeProvider = Clock, Driver = this };
        configure?.Invoke(options);
        return new(options);
    }

    public void Settle()
    {
    }

    public int Next(int ready) => 0;

    public bool Idle(TimeSpan untilTimer)
    {
        var jumps = untilTimer != TimeSpan.MaxValue;
        if (jumps)
        {
            Clock.Advance(untilTimer);
        }

        return jumps;
    }
}
