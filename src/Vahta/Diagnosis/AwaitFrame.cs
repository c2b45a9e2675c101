namespace Vahta.Diagnosis;

/// <summary>One step of a walk into a task: a method that awaits or runs, or a promise that no method stands behind.</summary>
/// <param name="Site">Where it is.</param>
/// <param name="Origin">Whose code it is.</param>
/// <param name="Depth">How many awaits lie between it and the task, from 0.</param>
internal sealed record AwaitFrame(AwaitSite Site, CodeOrigin Origin, int Depth);
