using Inbox;
using Microsoft.Extensions.Logging;

if (!InboxOptions.TryParse(args, out var options, out var exitCode))
    return exitCode;

using var logging = LoggerFactory.Create(logging => logging.AddSimpleConsole(console =>
{
    console.SingleLine = true;
    console.TimestampFormat = "HH:mm:ss.fff ";
}).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));   // stdout is for the ready line and the report

var dispatcher = new Dispatcher(new DispatcherOptions { LoggerFactory = logging });
var folder = new InboxFolder(options.Folder);
using var taken = new Wake(TimeProvider.System, TimeSpan.FromMinutes(1));

// A file that vanishes for a while: as often as it takes, never longer than two seconds apart.
var patiently = RestartPolicy.OnFailure with { Delay = TimeSpan.FromMilliseconds(250), MaxDelay = TimeSpan.FromSeconds(2), KeepTrying = true };

var prepare = dispatcher.AddJob("folder", ct => folder.PrepareAsync(InboxFolder.ShippedFiles, ct));

// The guard dies when the file has vanished, and takes the connection along: both come back together, and with them all that need them.
var storage = dispatcher.AddGroup("storage", GroupStrategy.OneForAll, patiently).After(prepare);
var database = storage.AddLifespan("database", OpenDatabase).Restarts(patiently)
    .StopWithin(TimeSpan.FromSeconds(2));
storage.AddTask("guard", (unit, stopping) => database.Value.GuardAsync(unit.TimeProvider, stopping)).Restarts(patiently)
    .After(database);
var migrate = dispatcher.AddJob("migrate", ct => Migration.RunAsync(database.Value, ct)).After(database);

// The watcher comes after the summary, so it stops first, and the summary counts the last file too.
var summary = dispatcher.AddTask("summary", (unit, stopping) =>
        new Summary(database.Value, taken, unit.Logger).RunAsync(stopping, unit.Aborting))
    .After(database).After(migrate).Restarts(patiently)
    .StopWithin(TimeSpan.FromSeconds(1));
dispatcher.AddSchedule("daily", options.Daily, (unit, stopping) =>
        new Summary(database.Value, taken, unit.Logger).ReportAsync(unit.TimeProvider, stopping))
    .After(database).After(migrate)
    .StopWithin(TimeSpan.FromSeconds(1));
var upkeep = dispatcher.AddPool<string>("upkeep", (table, ct) => new Upkeep(database.Value).RefreshAsync(table, ct), new() { Retry = patiently with { KeepTrying = false } })
    .After(database).After(migrate).Restarts(patiently)
    .DrainWithin(TimeSpan.FromSeconds(1)).StopWithin(TimeSpan.FromSeconds(1));
var watcher = dispatcher.AddTask("watcher", (unit, stopping) =>
        new Watcher(folder, new CsvLoader(database.Value, unit.TimeProvider), unit.TimeProvider, unit.Logger)
        {
            Taken = taken.Set,
            Loaded = table => upkeep.TryPost(table),
            Status = unit.Status,
        }.RunAsync(stopping, unit.Aborting))
    .After(database).After(summary).After(upkeep).Restarts(patiently)
    .StopWithin(TimeSpan.FromSeconds(15));

DateTimeOffset? end = null;     // stays what it is where the timer runs again
if (options.For is { } limit)
    dispatcher.AddTask("timer", async (unit, stopping) =>
    {
        var now = unit.TimeProvider.GetUtcNow();
        end ??= now + limit;
        await Task.Delay(end > now ? end.Value - now : TimeSpan.Zero, unit.TimeProvider, stopping);
        dispatcher.RequestStop($"--for {Duration.Format(limit)} is over");
    }).After(watcher);

dispatcher.OnReady(_ =>
{
    Console.WriteLine($"Inbox is watching {options.Folder} (stop with Ctrl+C)");
    return Task.CompletedTask;
});

var report = await dispatcher.RunAsync();
logging.Dispose();   // flushes: the report comes last
Console.WriteLine(report);
return report.ExitCode;

async IAsyncEnumerable<Database> OpenDatabase(UnitContext unit)
{
    // Once it was there, a database that is not is missing: an empty one in its place would load everything anew.
    if (unit.Run > 1 && !File.Exists(options.Database))
    {
        if (unit.Run == 2)
            Console.WriteLine($"Inbox waits for {options.Database} to come back");
        throw new DatabaseVanishedException(options.Database);
    }

    using var opened = await Database.OpenAsync(options.Database, unit.Stopping, mustExist: unit.Run > 1);
    if (unit.Run > 1)
        Console.WriteLine($"Inbox has {options.Database} again");
    yield return opened;
}
