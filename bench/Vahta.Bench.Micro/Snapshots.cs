using BenchmarkDotNet.Attributes;

namespace Vahta.Bench.Micro;

/// <summary>What 100,000 running units are doing.</summary>
public class Snapshots
{
    private const int Count = 100_000;

    private readonly Dispatcher _dispatcher = new();

    [GlobalSetup]
    public void Start()
    {
        for (var index = 0; index < Count; index++)
        {
            _dispatcher.AddTask($"unit-{index}", Bodies.QuietAsync);
        }

        _dispatcher.StartAsync().Wait();
    }

    [Benchmark(Description = "of 100,000")]
    public DispatcherSnapshot Take() => _dispatcher.Snapshot();

    [GlobalCleanup]
    public void Stop() => _dispatcher.StopAsync().Wait();
}
