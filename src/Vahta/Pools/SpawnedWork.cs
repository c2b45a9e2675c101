namespace Vahta.Pools;

/// <summary>Work that somebody left with the dispatcher.</summary>
internal readonly record struct SpawnedWork(string Name, Func<CancellationToken, Task> RunAsync);
