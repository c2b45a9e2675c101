namespace Vahta.Tests.Harness;

/// <summary>A scenario failed: says under which seed, and what had happened by then.</summary>
internal sealed class ScenarioFailedException(int seed, Scenario world, Exception failure) : Exception(
    $"Seed {seed}, at {world.Time.Now.TotalSeconds:0.###} s: {failure.Message}\nJournal: {string.Join(", ", world.Journal)}\n"
    + string.Join('\n', world.Events.Select(happened => $"{happened.Elapsed.TotalSeconds,9:0.000} {happened.Unit,-12} {happened.GetType().Name}")),
    failure);
