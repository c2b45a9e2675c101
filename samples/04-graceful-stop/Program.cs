// A stop in three steps: Ending (take on no more), Stopping (finish), Aborting (time is up). Ctrl+C stops, a second one hurries.

using System.Threading.Channels;

var dispatcher = new Dispatcher(new() { StopBudget = TimeSpan.FromSeconds(10) });
var orders = Channel.CreateUnbounded<int>();

var till = dispatcher.AddLifespan("till", OpenTill).StopWithin(TimeSpan.FromSeconds(1));
var kitchen = dispatcher.AddTask("kitchen", CookAsync).After(till).StopWithin(TimeSpan.FromSeconds(1));
dispatcher.AddTask("door", LetInAsync).After(kitchen).StopWithin(TimeSpan.FromSeconds(1));

return (await dispatcher.RunAsync()).ExitCode;

// Ending fires in every unit as soon as the stop is announced, long before it is the unit's own turn.
async Task LetInAsync(UnitContext unit, CancellationToken stopping)
{
    for (var order = 1; !unit.Ending.IsCancellationRequested; order++)
    {
        await orders.Writer.WriteAsync(order, stopping);
        Console.WriteLine($"door: order {order}");
        await Task.Delay(300, unit.Ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    orders.Writer.Complete();
    Console.WriteLine("door: nobody else comes in");
}

// Stopping fires when all that need the unit are gone. What is in hand may be finished, in more time if the others can spare it.
async Task CookAsync(UnitContext unit, CancellationToken stopping)
{
    using var told = stopping.Register(() =>
    {
        var granted = unit.ExtendStop(TimeSpan.FromSeconds(orders.Reader.Count));
        Console.WriteLine($"kitchen: {orders.Reader.Count} orders left, {granted.TotalSeconds:0} s more granted");
    });

    await foreach (var order in orders.Reader.ReadAllAsync(unit.Aborting))
    {
        unit.Status($"cooking order {order}");
        await Task.Delay(400, unit.Aborting);
        Console.WriteLine($"kitchen: order {order} is served");
    }
}

// A teardown begins when its turn has come; Aborting tells it to give up what takes too long.
static async IAsyncEnumerable<string> OpenTill(UnitContext unit)
{
    Console.WriteLine("till: open");
    yield return "till";
    Console.WriteLine("till: counting the coins");
    await Task.Delay(TimeSpan.FromMinutes(5), unit.Aborting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    Console.WriteLine(unit.Aborting.IsCancellationRequested ? "till: out of time, the coins go to the bank uncounted" : "till: counted");
}
