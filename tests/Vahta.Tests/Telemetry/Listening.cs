using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Vahta.Tests.Telemetry;

/// <summary>Tests that listen to the process's meter and activity source: no other dispatcher may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Listening
{
    public const string Name = "the process's telemetry";
}

/// <summary>What the meter said, a line a measurement.</summary>
internal sealed class Meters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<string> _lines = [];
    private readonly Exception? _throws;

    public Meters(Exception? throws = null)
    {
        _throws = throws;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Vahta")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, $"{value}", tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value:0.###}"), tags));
        _listener.Start();
    }

    public IEnumerable<string> Of(string instrument) => _lines.Where(line => line.StartsWith($"{instrument} ", StringComparison.Ordinal)).Select(line => line[(instrument.Length + 1)..]);

    public IEnumerable<string> Observe(string instrument)
    {
        _lines.Clear();
        _listener.RecordObservableInstruments();
        return Of(instrument);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _lines.Add(_throws is not null ? throw _throws : string.Join(' ', [instrument.Name, value, .. tags.ToArray().Select(static tag => $"{tag.Key[(tag.Key.LastIndexOf('.') + 1)..]}={tag.Value}")]));
}

/// <summary>The activities that have ended.</summary>
internal sealed class Activities : IDisposable
{
    private readonly ActivityListener _listener;

    public Activities()
    {
        _listener = new()
        {
            ShouldListenTo = static source => source.Name == "Vahta",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Ended.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public List<Activity> Ended { get; } = [];

    public Activity this[string name] => Ended.Single(activity => activity.DisplayName == name);

    public IEnumerable<string> Under(string name) => Ended.Where(activity => activity.ParentSpanId == this[name].SpanId).Select(activity => activity.DisplayName);

    public void Dispose() => _listener.Dispose();
}
