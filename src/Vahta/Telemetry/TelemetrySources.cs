using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Vahta.Telemetry;

/// <summary>The process's meter and activity source, both named <c>Vahta</c>, and the instruments, named as OpenTelemetry does.</summary>
internal static class TelemetrySources
{
    private const string Name = "Vahta";

    // From what nobody notices to what an operator waits for; the exporters' own default is meant for milliseconds.
    private static readonly InstrumentAdvice<double> s_seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private static readonly string? s_version = typeof(TelemetrySources).Assembly.GetName().Version?.ToString(3);
    private static readonly Meter s_meter = new(Name, s_version);

    public static ActivitySource Activities { get; } = new(Name, s_version);

    public static Counter<long> UnitStarts { get; } = s_meter.CreateCounter<long>("vahta.unit.starts", "{run}", "Runs of units that began.");

    public static Counter<long> UnitRestarts { get; } = s_meter.CreateCounter<long>("vahta.unit.restarts", "{run}", "Runs that began after a unit's first, for whatever reason.");

    public static Counter<long> UnitFailures { get; } = s_meter.CreateCounter<long>("vahta.unit.failures", "{run}", "Runs of units that failed, also those whose failure is ignored or made good for.");

    public static Counter<long> UnitsAbandoned { get; } = s_meter.CreateCounter<long>("vahta.unit.abandoned", "{run}", "Runs of units that did not end after they were aborted, and were left behind.");

    public static Counter<long> PoolItemsFailed { get; } = s_meter.CreateCounter<long>("vahta.pool.items.failed", "{item}", "Items of pools that failed for good.");

    public static Counter<long> PoolItemsGivenBack { get; } = s_meter.CreateCounter<long>("vahta.pool.items.given_back", "{item}", "Items that pools accepted and had to stop without having begun.");

    public static Counter<long> ScheduleOccurrencesFailed { get; } = s_meter.CreateCounter<long>("vahta.schedule.occurrences.failed", "{occurrence}", "Occurrences of schedules that failed.");

    public static Histogram<double> UnitStartDuration { get; } = Seconds("vahta.unit.start.duration", "From the begin of a unit's run until it was ready; of a job, until it had completed.");

    public static Histogram<double> UnitStopDuration { get; } = Seconds("vahta.unit.stop.duration", "From a unit's being told to stop until it had ended, or was left behind.");

    public static Histogram<double> DispatcherStartDuration { get; } = Seconds("vahta.dispatcher.start.duration", "From the begin of a dispatcher's start until everything was ready, or the start had failed.");

    public static Histogram<double> DispatcherStopDuration { get; } = Seconds("vahta.dispatcher.stop.duration", "From the announcement of a dispatcher's stop until the report was written.");

    public static ObservableUpDownCounter<long> Units { get; } = s_meter.CreateObservableUpDownCounter("vahta.units", UnitCount.Observe, "{unit}", "Units by state.");

    /// <summary>Whether anybody listens to anything.</summary>
    public static bool AreHeard => Activities.HasListeners()
        || UnitStarts.Enabled || UnitRestarts.Enabled || UnitFailures.Enabled || UnitsAbandoned.Enabled
        || PoolItemsFailed.Enabled || PoolItemsGivenBack.Enabled || ScheduleOccurrencesFailed.Enabled
        || UnitStartDuration.Enabled || UnitStopDuration.Enabled || DispatcherStartDuration.Enabled || DispatcherStopDuration.Enabled
        || Units.Enabled;

    private static Histogram<double> Seconds(string name, string description) => s_meter.CreateHistogram(name, "s", description, tags: null, s_seconds);
}
