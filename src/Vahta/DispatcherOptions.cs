using Microsoft.Extensions.Logging;
using Vahta.Units;

namespace Vahta;

/// <summary>
/// How a dispatcher behaves. Read when the dispatcher is made; <see cref="StopBudget"/>, <see cref="MaxUptime"/>, <see cref="InOrder"/>, <see cref="EndWhenDone"/> and <see cref="HandleSignals"/> when it is started.
/// </summary>
public sealed class DispatcherOptions
{
    private TimeProvider _timeProvider = TimeProvider.System;
    private TimeLimit _stopBudget = TimeLimit.Seconds(25);
    private TimeLimit _drainDelay = TimeLimit.Seconds(System.Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is null ? 0 : 5);

    /// <summary>
    /// How long the whole stop may take, from the announcement to the process's end under <c>RunAsync</c>. Default 25 s, below the 30 s Kubernetes
    /// gives. Zero hurries everything, within 5 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or endless without being <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public TimeSpan StopBudget
    {
        get => _stopBudget.IsInfinite ? Timeout.InfiniteTimeSpan : _stopBudget.Value;
        set => _stopBudget = TimeLimit.Of(value, "The dispatcher's StopBudget", nameof(value));
    }

    /// <summary>
    /// How long a web server goes on taking requests after readiness has failed, so that whoever sends them can look elsewhere. Default zero; 5 s under Kubernetes. It is part of what the server
    /// asks of the stop budget; the stop of a start that failed does without.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or endless without being <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public TimeSpan DrainDelay
    {
        get => _drainDelay.IsInfinite ? Timeout.InfiniteTimeSpan : _drainDelay.Value;
        set => _drainDelay = TimeLimit.Of(value, "The dispatcher's DrainDelay", nameof(value));
    }

    /// <summary>
    /// How long the dispatcher runs at most, from its start: then it stops as if asked to, with the exit code 0, for whoever runs it to start it again. Default null: for as long as it likes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative or endless.</exception>
    public TimeSpan? MaxUptime
    {
        get;
        set => field = value is null || (value > TimeSpan.Zero && !TimeLimit.Of(value.Value, "The dispatcher's MaxUptime", nameof(value)).IsInfinite)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The dispatcher's MaxUptime must be more than zero and come to an end. Give a time, or null for none.");
    }

    /// <summary>The part of <see cref="MaxUptime"/> that is left out at most, drawn at random, so that not all of a fleet end at once. Default 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 1.</exception>
    public double MaxUptimeJitter
    {
        get;
        set => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "MaxUptimeJitter is a part of the time. Give a number from 0 to 1.");
    } = 0.1;

    /// <summary>Whether each unit also waits for the one registered before it, where <c>After</c> does not say otherwise. Default false.</summary>
    public bool InOrder { get; set; }

    /// <summary>Whether <c>RunAsync</c> stops when everything was ready and no task or job is left to do. Default true.</summary>
    public bool EndWhenDone { get; set; } = true;

    /// <summary>Whether <c>RunAsync</c> handles SIGINT, SIGTERM, SIGQUIT, SIGHUP and SIGUSR1. Default true.</summary>
    public bool HandleSignals { get; set; } = true;

    /// <summary>
    /// The clock everything obeys. Default the system's; with any other, time passes only as it says, and the last resort that ends a hanging
    /// process is off.
    /// </summary>
    public TimeProvider TimeProvider
    {
        get => _timeProvider;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _timeProvider = value;
        }
    }

    /// <summary>
    /// Where to log. Default nowhere; then <c>RunAsync</c> writes failures to standard error. A log that is off for the category <c>Vahta</c>, at every level, when the dispatcher starts gets nothing from it.
    /// </summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The container that units written as classes and <see cref="UnitContext.Services"/> come from. Default none.</summary>
    public IServiceProvider? Services { get; set; }

    /// <summary>How the pool works that <see cref="Dispatcher.TrySpawn"/> leaves its work with. Default 64 workers and room for 10,000.</summary>
    public PoolOptions Spawned
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new() { Workers = 64, Capacity = 10_000 };

    /// <summary>Maps the report to the exit code, whose default the report already carries. Default as it is.</summary>
    public Func<RunReport, int>? ExitCode { get; set; }

    /// <summary>What stands between the dispatcher and the world. Default null: nothing.</summary>
    public IDispatcherEnvironment? Environment { get; set; }

    internal TimeSpan Budget => _stopBudget.Value;
}
