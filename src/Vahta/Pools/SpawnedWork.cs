namespace Vahta.Pools;

/// <summary>Work that somebody left with the dispatcher.</summary>
internal sealed record SpawnedWork(string Name, Func<CancellationToken, Task> RunAsync);
