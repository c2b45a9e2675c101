// Who needs whom. What is independent overlaps; what fails takes along those that require it, and nobody else.

using System.Diagnostics;

var clock = Stopwatch.StartNew();
var dispatcher = new Dispatcher();

var settings = dispatcher.AddJob("settings", Work("settings", 100));
var database = dispatcher.AddLifespan("database", Work("database", 300), Work("database, closing", 100)).After(settings);
var cache = dispatcher.AddLifespan("cache", Work("cache", 200), Work("cache, closing", 100)).After(settings);

// A Required need that fails for good skips the unit; an Optional one only had to be tried.
var rates = dispatcher.AddJob("exchange-rates", DownloadRatesAsync).After(settings).IgnoreFailure();
dispatcher.AddJob("currency-report", Work("currency-report", 100)).After(rates);
dispatcher.AddJob("invoices", Work("invoices", 200)).After(database).After(rates, Dependency.Optional);

// A diamond: the base starts once, and the top waits for both sides. A name may be used before it is defined.
dispatcher.AddJob("import", Work("import", 200)).After("migrate").After(cache);
dispatcher.AddJob("migrate", Work("migrate", 200)).After(database);

var plan = dispatcher.Plan();
Console.WriteLine($"layers: {string.Join(" | ", plan.Layers.Select(layer => string.Join(", ", layer)))}");
Console.WriteLine($"critical path: {string.Join(" -> ", plan.CriticalPath)}");

dispatcher.OnStopping(_ =>
{
    foreach (var unit in dispatcher.Snapshot().Units)
    {
        Console.WriteLine($"{unit.Name}: {unit.State}");
    }

    return Task.CompletedTask;
});

return (await dispatcher.RunAsync()).ExitCode;

Func<CancellationToken, Task> Work(string what, int milliseconds) => async ct =>
{
    Say($"{what} ...");
    await Task.Delay(milliseconds, ct);
    Say($"{what} done");
};

async Task DownloadRatesAsync(CancellationToken stopping)
{
    await Task.Delay(50, stopping);
    Say("exchange-rates failed");
    throw new HttpRequestException("The exchange is closed on Sundays.");
}

void Say(string line) => Console.WriteLine($"{clock.ElapsedMilliseconds,5} ms  {line}");
