using System.Globalization;

namespace Vahta.Hosting.Systemd;

/// <summary>
/// Decides what to tell systemd: for each event, and as time passes. Knows neither socket nor clock; a time is the monotonic clock's, as systemd reads it.
/// </summary>
/// <param name="watchdog">How long systemd bears silence; null where it keeps no watch.</param>
internal sealed class Announcements(TimeSpan? watchdog)
{
    /// <summary>A status changes no more often than this, or a start of thousands of units would flood systemd.</summary>
    private static readonly TimeSpan s_calm = TimeSpan.FromMilliseconds(200);

    /// <summary>How often the time is extended, and for how long: a pause of a few seconds costs nobody's life, a hang soon does.</summary>
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_extension = TimeSpan.FromSeconds(5);

    /// <summary>A stop without a budget is a hurry, which takes this long at most.</summary>
    private static readonly TimeSpan s_hurry = TimeSpan.FromSeconds(5);

    /// <summary>What is left of the process when the budget is over.</summary>
    private static readonly TimeSpan s_exit = TimeSpan.FromSeconds(1);

    private readonly Progress _progress = new();

    private DispatcherState _state;
    private DispatcherStopped? _stopped;
    private StopReason? _reason;
    private int _reloads;
    private string? _said;

    // when something is due
    private TimeSpan _pingAt = TimeSpan.MaxValue;
    private TimeSpan _extendAt = TimeSpan.MaxValue;
    private TimeSpan _statusAt = TimeSpan.MaxValue;
    private TimeSpan _stopsBy = TimeSpan.MaxValue;

    // before which it is too early
    private TimeSpan _extendedUntil;
    private TimeSpan _calmUntil;

    /// <summary>When to ask what is due; <see cref="TimeSpan.MaxValue"/> where only an event can change anything.</summary>
    public TimeSpan NextAt => Min(_pingAt, Min(_extendAt, _statusAt));

    /// <summary>What to say to a first picture, or to a fresh one where events were lost.</summary>
    public string? Begin(DispatcherSnapshot snapshot, TimeSpan now)
    {
        _progress.Begin(snapshot);
        _reason ??= snapshot.Reason;
        _reloads = 0;
        return snapshot.State == _state ? null : Enter(snapshot.State, now);
    }

    /// <summary>What to say to an event at once; null where it can wait, or is not systemd's business.</summary>
    public string? Hear(LifecycleEvent happened, TimeSpan now)
    {
        _progress.Hear(happened);
        switch (happened)
        {
            case DispatcherStarting:
                return Enter(DispatcherState.Starting, now);
            case DispatcherReady:
                return Enter(DispatcherState.Running, now);
            case DispatcherReloading when _state == DispatcherState.Running:
                _reloads++;
                return WithStatus($"RELOADING=1\nMONOTONIC_USEC={Microseconds(now)}", now);
            case DispatcherReloaded when _state == DispatcherState.Running && _reloads > 0:
                return --_reloads == 0 ? WithStatus("READY=1", now) : null;
            case StopAnnounced stop:
                _reason = stop.Reason;
                _stopsBy = Plus(now, stop.Budget == TimeSpan.Zero ? s_hurry : stop.Budget);
                return Enter(DispatcherState.Stopping, now);
            case DispatcherStopped stopped:
                _stopped = stopped;
                return Enter(DispatcherState.Stopped, now);
            case UnitStarting when _state == DispatcherState.Starting:
                _extendAt = Min(_extendAt, Max(now, _extendedUntil));
                break;
        }

        _statusAt = _state == DispatcherState.Idle ? TimeSpan.MaxValue : Min(_statusAt, Max(now, _calmUntil));
        return null;
    }

    /// <summary>What is due; null where nothing has changed.</summary>
    public string? Due(TimeSpan now)
    {
        var lines = new List<string>();
        if (now >= _pingAt)
        {
            lines.Add("WATCHDOG=1");
            _pingAt = Plus(now, watchdog!.Value / 2);
        }

        if (now >= _extendAt && Extension(now) is { } extension)
        {
            lines.Add(extension);
        }

        if (now >= _statusAt && Status() != _said)
        {
            return WithStatus(string.Join('\n', lines), now);
        }

        _statusAt = now >= _statusAt ? TimeSpan.MaxValue : _statusAt;
        return lines.Count == 0 ? null : string.Join('\n', lines);
    }

    private string? Enter(DispatcherState state, TimeSpan now)
    {
        _state = state;
        _pingAt = watchdog is null || state is DispatcherState.Idle or DispatcherState.Stopped ? TimeSpan.MaxValue
            : _pingAt == TimeSpan.MaxValue ? now
            : _pingAt;
        _extendAt = state == DispatcherState.Starting && _progress.IsAnyStarting ? now : TimeSpan.MaxValue;
        return state switch
        {
            DispatcherState.Idle => null,
            DispatcherState.Running => WithStatus("READY=1", now),
            DispatcherState.Stopping => WithStatus($"STOPPING=1\n{Extension(now)}", now),
            _ => WithStatus("", now),
        };
    }

    // Asks for no more than what is still bounded by somebody: a unit's limit to start, or the stop budget.
    private string? Extension(TimeSpan now)
    {
        var isBounded = _state == DispatcherState.Stopping ? now < _stopsBy : _state == DispatcherState.Starting && _progress.IsAnyStarting;
        _extendedUntil = now + s_beat;
        _extendAt = isBounded ? _extendedUntil : TimeSpan.MaxValue;
        return isBounded ? $"EXTEND_TIMEOUT_USEC={Microseconds(Min(s_extension, Plus(_stopsBy, s_exit) - now))}" : null;
    }

    private string WithStatus(string lines, TimeSpan now)
    {
        _said = Status();
        _statusAt = TimeSpan.MaxValue;
        _calmUntil = now + s_calm;
        return $"{lines}{(lines.Length > 0 ? "\n" : "")}STATUS={_said}";
    }

    private string Status() => OneLine(_state switch
    {
        DispatcherState.Starting => _progress.Starting(),
        DispatcherState.Running when _reloads > 0 => "Reloading",
        DispatcherState.Running => _progress.Running(),
        DispatcherState.Stopping => _progress.Stopping(),
        _ => $"Stopped: {_reason}. Exit code {_stopped?.ExitCode ?? 0}.",
    });

    // A message of more than 4,096 bytes is ignored, and a line's end would begin another assignment.
    private static string OneLine(string text)
    {
        const int Longest = 1000;
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= Longest ? line : $"{line[..Longest]}…";
    }

    private static string Microseconds(TimeSpan time) => (time.Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);

    private static TimeSpan Plus(TimeSpan time, TimeSpan by) => time > TimeSpan.MaxValue - by ? TimeSpan.MaxValue : time + by;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
