using Vahta.Bench;
using Vahta.Bench.Peers;

// Answers one question for a peer on .NET, in a process that has nothing of Vahta's in it. Called round by round by bench/run.
int[] counts = [1, 1_000, 10_000, 100_000];

new Answers
{
    ["wide"] = new() { ["host"] = Lives.Of(Host, Shape.Wide, counts), ["akka"] = Lives.WithoutThrowing(Akka, Shape.Wide, counts) },
    ["bytes"] = new()
    {
        ["host"] = [IdleBytes.Of("has its context and logger, too", Host)],
        ["akka"] = [IdleBytes.Of("awaits its token", Akka)],
    },
    ["restarts"] = new() { ["akka"] = Restarts.Of(ActorRestarts.PerSecondAsync) },
}.Print(args);

static IPopulation Host() => new HostServices();

static IPopulation Akka() => new Actors();
