using BenchmarkDotNet.Attributes;

namespace Vahta.Bench.Micro;

/// <summary>A snapshot that says at which line a unit awaits which does not become ready.</summary>
public class HangingUnit
{
    private readonly Dispatcher _dispatcher = new();
    private readonly CancellationTokenSource _released = new();

    [GlobalSetup]
    public void Start()
    {
        _dispatcher.AddJob("hanging", _ => OuterAsync());
        _ = _dispatcher.StartAsync();
        SpinWait.SpinUntil(() => Look() is not null);
    }

    [Benchmark(Description = "the line at which it waits")]
    public string? Look() => _dispatcher.Snapshot().Units[0].AwaitingAt;

    [GlobalCleanup]
    public void Stop()
    {
        _released.Cancel();
        _dispatcher.StopAsync().Wait();
    }

    private async Task OuterAsync() => await InnerAsync();

    private async Task InnerAsync() => await Bodies.QuietAsync(_released.Token);
}
