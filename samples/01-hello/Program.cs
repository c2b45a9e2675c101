// Something to hold, something to do first, something to keep doing: a whole application. Stop it with Ctrl+C.

var dispatcher = new Dispatcher();

var database = dispatcher.AddLifespan("database", OpenDatabase);
dispatcher.AddJob("migrate", ct => database.Value.MigrateAsync(ct)).After(database);
dispatcher.AddTask("poller", ct => PollAsync(database.Value, ct)).After("migrate");

return (await dispatcher.RunAsync()).ExitCode;

static async IAsyncEnumerable<Database> OpenDatabase(UnitContext unit)
{
    await using var database = await Database.OpenAsync(unit.Stopping);
    yield return database;      // ready; held here until it is this unit's turn to stop
}

static async Task PollAsync(Database database, CancellationToken stopping)
{
    using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
    do
    {
        Console.WriteLine($"poller: {await database.CountOrdersAsync(stopping)} orders");
    }
    while (await timer.WaitForNextTickAsync(stopping));     // throws when told to stop, which is an orderly end
}

internal sealed class Database : IAsyncDisposable
{
    private int _orders;

    public static async Task<Database> OpenAsync(CancellationToken stopping)
    {
        await Task.Delay(100, stopping);
        Console.WriteLine("database: open");
        return new();
    }

    public async Task MigrateAsync(CancellationToken stopping)
    {
        await Task.Delay(100, stopping);
        Console.WriteLine("migrate: done");
    }

    public async Task<int> CountOrdersAsync(CancellationToken stopping)
    {
        await Task.Delay(10, stopping);
        return _orders += Random.Shared.Next(10);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.Delay(100);
        Console.WriteLine("database: closed");
    }
}
