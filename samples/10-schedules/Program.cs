// What runs again and again: by interval, by the calendar, by request. It ends by itself after four seconds.

var dispatcher = new Dispatcher();

// Every second, from the start on. However long one takes, they do not drift; one that takes too long leaves the next one out.
dispatcher.AddSchedule("heartbeat", Schedule.Every(TimeSpan.FromSeconds(1)) with { RunOnStart = true }, async ct =>
{
    Say("heartbeat");
    await Task.Delay(Random.Shared.Next(300), ct);
});

// At seven in the morning, in Berlin, whatever the clock does there; spread over five minutes.
var report = dispatcher.AddSchedule("report", Schedule.Cron("0 7 * * MON-FRI", Berlin()) with { Jitter = TimeSpan.FromMinutes(5) }, async (unit, stopping) =>
{
    await Task.Delay(100, stopping);
    Say($"{unit.Name} sent");
});

// Every two seconds, in the calendar's way; five failures in a row are the unit's own.
var attempts = 0;
dispatcher.AddSchedule("import", Schedule.Cron("*/2 * * * * *"), _ => ++attempts == 1
    ? throw new IOException("the file is not there yet")
    : Task.CompletedTask).FailAfter(5);

// One that is due while another is at work waits its turn; what was missed while the process was frozen is not made up for.
dispatcher.AddSchedule("thumbnails", Schedule.Every(TimeSpan.FromSeconds(0.4)) with { Overlap = Overlap.Queue, Missed = Missed.Skip }, ct => Task.Delay(500, ct));

dispatcher.AddTask("operator", async ct =>
{
    Say($"the next report is due at {report.NextRun:yyyy-MM-dd HH:mm:sszzz}; asking for one now");
    await report.RunNowAsync(ct);
    await Task.Delay(TimeSpan.FromSeconds(3.5), ct);
    Say(dispatcher.Snapshot().ToString());
}).After("report").Essential();

_ = TellAsync(dispatcher.Subscribe());

return (await dispatcher.RunAsync()).ExitCode;

static async Task TellAsync(EventSubscription events)
{
    await foreach (var happened in events)
    {
        if (happened is UnitItemFailed failed)
        {
            Say($"{failed.Unit} of {failed.Item}: {failed.Exceptions[0].Message}, and goes on");
        }
    }
}

static TimeZoneInfo Berlin() => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out var zone) ? zone : TimeZoneInfo.Utc;

static void Say(string what) => Console.WriteLine($"{DateTime.Now:ss.f}  {what}");
