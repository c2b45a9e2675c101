using Vahta.Bench;
using Vahta.Bench.Hosted;
using Vahta.Bench.Peers;

// Answers what adoption costs an unchanged host: for the host that is adopted, and for the floor below it, the same host alone.
new Answers
{
    ["adopted"] = new() { ["vahta"] = Lives.Of(Adopted, Shape.Wide, 10_000), ["bare"] = Lives.Of(Plain, Shape.Wide, 10_000) },
}.Print(args);

static IPopulation Adopted() => new AdoptedServices();

static IPopulation Plain() => new HostServices();
