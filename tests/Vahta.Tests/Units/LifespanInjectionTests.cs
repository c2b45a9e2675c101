using Microsoft.Extensions.DependencyInjection;

namespace Vahta.Tests.Units;

public sealed class LifespanInjectionTests
{
    [Fact]
    public void A_class_unit_gets_one_of_several_lifespans_by_its_name() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var orders = dispatcher.AddLifespan("orders-db", _ => Task.FromResult("orders"));
        var mail = dispatcher.AddLifespan("mail-db", _ => Task.FromResult("mail"));
        dispatcher.AddJob<Reader>("reader").After(orders).After(mail);

        await dispatcher.StartAsync();

        Assert.Empty((await dispatcher.StopAsync()).Errors);
    });

    [Fact]
    public void Of_several_lifespans_without_a_name_none_is_guessed_and_all_are_named() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("orders-db", _ => Task.FromResult("orders"));
        dispatcher.AddLifespan("mail-db", _ => Task.FromResult("mail"));
        dispatcher.AddJob<Guesser>("guesser").After("orders-db");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => dispatcher.StartAsync());

        Assert.Contains("'orders-db', 'mail-db'", error.Message, StringComparison.Ordinal);
        Assert.Contains("FromKeyedServices", error.Message, StringComparison.Ordinal);
    });

    private sealed class Reader([FromKeyedServices("orders-db")] Lifespan<string> database) : IUnit
    {
        public Task RunAsync(UnitContext unit, CancellationToken stopping) =>
            database.Value == "orders" ? Task.CompletedTask : throw new InvalidOperationException(database.Value);
    }

    private sealed class Guesser(Lifespan<string> database) : IUnit
    {
        public Task RunAsync(UnitContext unit, CancellationToken stopping) => Task.FromResult(database.Value);
    }
}
