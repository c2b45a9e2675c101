using System.Diagnostics;

namespace Vahta.Tests.Telemetry;

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
