using System.Diagnostics.Metrics;

namespace Vahta.Tests.Telemetry;

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
