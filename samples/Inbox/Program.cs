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

var prepare = dispatcher.AddJob("folder", ct => folder.PrepareAsync(InboxFolder.ShippedFiles, ct));
var database = dispatcher.AddLifespan("database", OpenDatabase).After(prepare)
    .StopWithin(TimeSpan.FromSeconds(2));
var migrate = dispatcher.AddJob("migrate", ct => Migration.RunAsync(database.Value, ct)).After(database);

// The watcher comes after the summary, so it stops first, and the summary counts the last file too.
var summary = dispatcher.AddTask("summary", (unit, stopping) =>
        new Summary(database.Value, taken, unit.Logger).RunAsync(stopping, unit.Aborting))
    .After(database).After(migrate)
    .StopWithin(TimeSpan.FromSeconds(1));
var watcher = dispatcher.AddTask("watcher", (unit, stopping) =>
        new Watcher(folder, new CsvLoader(database.Value, unit.TimeProvider), unit.TimeProvider, unit.Logger)
        {
            Taken = taken.Set,
            Status = unit.Status,
        }.RunAsync(stopping, unit.Aborting))
    .After(database).After(summary)
    .StopWithin(TimeSpan.FromSeconds(15));

if (options.For is { } limit)
    dispatcher.AddTask("timer", async (unit, stopping) =>
    {
        await Task.Delay(limit, unit.TimeProvider, stopping);
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
    using var opened = await Database.OpenAsync(options.Database, unit.Stopping);
    yield return opened;
}
