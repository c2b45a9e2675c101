using System.Runtime.CompilerServices;
using Vahta.Units;

namespace Vahta;

/// <summary>
/// Whether, when and how often a unit that has ended by itself runs again. Begin with <see cref="Never"/>, <see cref="OnFailure"/> or <see cref="Always"/>
/// and say what differs: <c>RestartPolicy.OnFailure with { MaxRestarts = 3 }</c>.
/// <list type="bullet">
/// <item>The delay before a restart is <see cref="Delay"/> after the first failure and doubles with each further one in a row, up to <see cref="MaxDelay"/>.</item>
/// <item>More than <see cref="MaxRestarts"/> restarts after failures within <see cref="Window"/>, and the next failure is final.</item>
/// <item>Only time that passes counts, never what clocks on the wall say. A start by request clears the count.</item>
/// </list>
/// </summary>
public sealed record RestartPolicy
{
    private readonly TimeLimit _delay = TimeLimit.Seconds(0.1);
    private readonly TimeLimit _maxDelay = TimeLimit.Seconds(30);
    private readonly TimeLimit _window = TimeLimit.Seconds(120);
    private readonly TimeLimit _resetAfter = TimeLimit.Seconds(30);

    private RestartPolicy()
    {
    }

    /// <summary>Does not run again. The default of a unit outside of groups.</summary>
    public static RestartPolicy Never { get; } = new();

    /// <summary>Runs again after a failure. The default in a group with a strategy.</summary>
    public static RestartPolicy OnFailure { get; } = new() { Mode = RestartMode.OnFailure };

    /// <summary>Runs again after every end, but one that was asked for.</summary>
    public static RestartPolicy Always { get; } = new() { Mode = RestartMode.Always };

    /// <summary>Which ends call for another run.</summary>
    public RestartMode Mode
    {
        get;
        init => field = value is RestartMode.Never or RestartMode.OnFailure or RestartMode.Always ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"There is no restart mode {(int)value}. Say Never, OnFailure or Always.");
    }

    /// <summary>The delay before the first restart. Default 100 ms; zero restarts at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or endless.</exception>
    public TimeSpan Delay
    {
        get => _delay.Value;
        init => _delay = Finite(value);
    }

    /// <summary>What the delay grows to. Default 30 s. One shorter than <see cref="Delay"/> makes every delay this long.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or endless.</exception>
    public TimeSpan MaxDelay
    {
        get => _maxDelay.Value;
        init => _maxDelay = Finite(value);
    }

    /// <summary>By which part of itself each delay is made shorter or longer at random, so that what failed together does not return together. Default 0.2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 1.</exception>
    public double Jitter
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Jitter is a part of the delay. Give a number from 0 to 1.");
    } = 0.2;

    /// <summary>How many restarts after failures there may be within <see cref="Window"/>. Default 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int MaxRestarts
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "MaxRestarts is negative. Give zero or more, or say KeepTrying.");
    } = 10;

    /// <summary>The time within which restarts are counted. Default 2 minutes; <see cref="Timeout.InfiniteTimeSpan"/> counts them all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public TimeSpan Window
    {
        get => _window.IsInfinite ? Timeout.InfiniteTimeSpan : _window.Value;
        init => _window = TimeLimit.Positive(value, "The policy's Window", nameof(value));
    }

    /// <summary>
    /// Whether a unit that fails before it was ever ready is tried again while the dispatcher starts. Default false: what cannot start ends the start. Later
    /// failures follow the policy in any case.
    /// </summary>
    public bool AlsoAtStart { get; init; }

    /// <summary>Whether the unit is tried again for ever, at <see cref="MaxDelay"/> in the end, instead of giving up after <see cref="MaxRestarts"/>. Default false.</summary>
    public bool KeepTrying { get; init; }

    /// <summary>After how long of being ready the delay is the first again. Default 30 s; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or endless without being <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public TimeSpan ResetAfter
    {
        get => _resetAfter.IsInfinite ? Timeout.InfiniteTimeSpan : _resetAfter.Value;
        init => _resetAfter = TimeLimit.Of(value, "The policy's ResetAfter", nameof(value));
    }

    internal TimeSpan CountsFor => _window.Value;

    internal TimeSpan ForgetsAfter => _resetAfter.Value;

    private static TimeLimit Finite(TimeSpan value, [CallerMemberName] string? name = null) => value != Timeout.InfiniteTimeSpan
        ? TimeLimit.Of(value, $"The policy's {name}", nameof(value))
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The policy's {name} is endless: the unit would never come back. Say RestartPolicy.Never, or give a time.");
}
