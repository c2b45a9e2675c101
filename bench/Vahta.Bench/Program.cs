using Microsoft.Extensions.Logging;
using Vahta.Bench;

// Answers one question for Vahta, or for the floor below it. Called round by round by bench/run.
int[] counts = [1, 1_000, 10_000, 100_000, 1_000_000];

new Answers
{
    ["wide"] = new() { ["vahta"] = Lives.Of(Vahta, Shape.Wide, counts), ["bare"] = Lives.Of(Bare, Shape.Wide, counts) },
    ["chain"] = new() { ["vahta"] = Lives.Of(Vahta, Shape.Chain, 10_000, 100_000), ["bare"] = Lives.Of(Bare, Shape.Chain, 10_000, 100_000) },
    ["lattice"] = new() { ["vahta"] = Lives.Of(Vahta, Shape.Lattice, 100_000), ["bare"] = Lives.Of(Bare, Shape.Lattice, 100_000) },
    ["random"] = new() { ["vahta"] = Lives.Of(Vahta, Shape.Random(), 100_000), ["bare"] = Lives.Of(Bare, Shape.Random(), 100_000) },
    ["bytes"] = new()
    {
        ["vahta"] = [IdleBytes.Of("awaits its token", Vahta), IdleBytes.Of("has its context and logger, too", static () => new Units(LoggerFactory.Create(static _ => { })))],
        ["bare"] = [IdleBytes.Of("awaits its token", Bare)],
    },
    ["restarts"] = new()
    {
        ["vahta"] = Restarts.Of(RestartedUnits.PerSecondAsync),
        ["bare"] = Restarts.Of(RestartLoops.BareAsync),
        ["by-hand"] = Restarts.Of(RestartLoops.ByHandAsync),
    },
    ["spawned"] = new() { ["vahta"] = Spawned.OnVahta(), ["bare"] = Spawned.Bare() },
    ["events"] = new() { ["vahta"] = Subscribed.Of(Subscribed.OnVahtaAsync), ["bare"] = Subscribed.Of(Subscribed.BareAsync) },
    ["makespan"] = new() { ["vahta"] = Makespan.Of(Makespan.OnVahtaAsync), ["bare"] = Makespan.Of(Makespan.BareAsync) },
    ["blocked"] = new() { ["vahta"] = Blocked.Of(Blocked.OnVahta), ["bare"] = Blocked.Of(Blocked.Bare) },
    ["storm"] = new() { ["vahta"] = Storm.OnVahta(), ["bare"] = Storm.Bare() },
    ["loop"] = new() { ["vahta"] = LoopCallbacks.Of(LoopCallbacks.OnVahta), ["bare"] = LoopCallbacks.Of(BareLoop.Run) },
}.Print(args);

static IPopulation Vahta() => new Units();

static IPopulation Bare() => new BareTasks();
