using BenchmarkDotNet.Attributes;

namespace Vahta.Bench.Micro;

/// <summary>The floor: a record with name and status of each of 100,000 raw tasks.</summary>
public class StatusRows
{
    private const int Count = 100_000;

    private readonly CancellationTokenSource _stopping = new();
    private (string Name, Task Task)[] _tasks = [];

    [GlobalSetup]
    public void Start() => _tasks = [.. Enumerable.Range(0, Count).Select(index => ($"task-{index}", Bodies.QuietAsync(_stopping.Token)))];

    [Benchmark(Description = "of 100,000")]
    public IReadOnlyList<Row> Take() => Array.ConvertAll(_tasks, static one => new Row(one.Name, one.Task.Status));

    [GlobalCleanup]
    public void Stop() => _stopping.Cancel();

    public sealed record Row(string Name, TaskStatus Status);
}
