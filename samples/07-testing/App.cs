/// <summary>The application under test. Its units take their time from the dispatcher, so that a simulation can turn it.</summary>
internal static class App
{
    public static Dispatcher Define(DispatcherOptions options)
    {
        var dispatcher = new Dispatcher(options);
        var database = dispatcher.AddLifespan("database", OpenDatabase);
        dispatcher.AddJob("migrate", (unit, ct) => Task.Delay(TimeSpan.FromSeconds(2), unit.TimeProvider, ct)).After(database);
        dispatcher.AddTask("poller", (unit, ct) => PollAsync(database.Value, unit, ct)).After("migrate");
        return dispatcher;
    }

    private static async IAsyncEnumerable<Database> OpenDatabase(UnitContext unit)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), unit.TimeProvider, unit.Stopping);
        var database = new Database();
        yield return database;
        database.IsOpen = false;
    }

    private static async Task PollAsync(Database database, UnitContext unit, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), unit.TimeProvider);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            unit.Status($"{++database.Polls} polls");
        }
    }
}

internal sealed class Database
{
    public bool IsOpen { get; set; } = true;

    public int Polls { get; set; }
}
