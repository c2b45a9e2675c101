using System.Globalization;

namespace Vahta.Testing.Time;

/// <summary>Commands the order of what is ready, by a seed, and lets time jump when nothing else can run.</summary>
internal sealed class Interleaving(VirtualClock clock, int seed, Action observe) : IEventLoopDriver
{
    private readonly Random? _random = seed == 0 ? null : new(seed);
    private readonly OutsideWork _outside = new();

    private readonly Lock _gate = new();

    // under the gate
    private List<TaskCompletionSource> _quiet = [];

    // any thread's
    private int _held;

    // the loop's thread, read by the watch
    private long _progress;
    private bool _isIdle;
    private bool _isSettling;

    /// <summary>How far time may go before a scenario that is not over is taken for a hang.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Grows with everything that happens.</summary>
    public long Progress => Volatile.Read(ref _progress);

    /// <summary>Whether nothing can happen any more of which anybody knows.</summary>
    public bool IsIdle => Volatile.Read(ref _isIdle);

    /// <summary>Whether it waits for what was queued to the thread pool.</summary>
    public bool IsSettling => Volatile.Read(ref _isSettling);

    public bool IsHeld => Volatile.Read(ref _held) > 0;

    /// <summary>Has the loop come by again, from any thread.</summary>
    public Action LookAgain { get; set; } = static () => { };

    public void Begin() => _outside.Enter();

    public void Settle()
    {
        Volatile.Write(ref _isSettling, true);
        _outside.Wait();
        Volatile.Write(ref _isSettling, false);
        observe();
    }

    public int Next(int ready)
    {
        Volatile.Write(ref _isIdle, false);
        Volatile.Write(ref _progress, _progress + 1);
        return _random?.Next(ready) ?? 0;
    }

    public bool Idle(TimeSpan untilTimer)
    {
        var isHeld = IsHeld;
        Volatile.Write(ref _progress, isHeld ? _progress : _progress + 1);
        if (!isHeld && TellQuiet())
        {
            return true;
        }

        if (isHeld || untilTimer == TimeSpan.MaxValue)
        {
            Volatile.Write(ref _isIdle, true);
            return false;
        }

        if (clock.Now + untilTimer > Limit)
        {
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"The scenario is not over after {Limit.TotalDays:0.##} days of virtual time. End it, or raise the simulation's Limit."));
        }

        clock.Pass(untilTimer);
        return true;
    }

    /// <summary>Completes when nothing can run before time passes.</summary>
    public Task WhenQuiet()
    {
        var quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _quiet.Add(quiet);
        }

        return quiet.Task;
    }

    /// <summary>Lets time stand still until released.</summary>
    public void Hold() => Interlocked.Increment(ref _held);

    public void Release()
    {
        // The loop may be waiting, and somebody else's thread may be the one that lets time pass on.
        Interlocked.Decrement(ref _held);
        LookAgain();
    }

    private bool TellQuiet()
    {
        List<TaskCompletionSource> quiet;
        lock (_gate)
        {
            (quiet, _quiet) = (_quiet, []);
        }

        quiet.ForEach(static waiter => waiter.SetResult());
        return quiet.Count > 0;
    }
}
