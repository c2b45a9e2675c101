namespace Vahta.Hooks;

/// <summary>What is called at a point.</summary>
/// <param name="Call">The call.</param>
/// <param name="MayBeMissed">Whether nothing is amiss where no time is left for it: a host's own, which knows another way.</param>
internal sealed record Hook(Func<CancellationToken, Task> Call, bool MayBeMissed = false);
