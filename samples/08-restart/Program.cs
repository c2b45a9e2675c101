// What dies comes back: after a delay that grows, within a limit, and with those that are bound to it. An operator looks on and restarts by hand.

var dispatcher = new Dispatcher();

var feed = dispatcher.AddTask("feed", Feed.ReadAsync)
    .Restarts(RestartPolicy.OnFailure with { Delay = TimeSpan.FromMilliseconds(200), MaxRestarts = 5 });

dispatcher.AddTask("prices", Serves("prices")).After(feed, Dependency.Bound);      // goes down and comes back with the feed
dispatcher.AddTask("web", Serves("web")).After(feed);                              // runs on while the feed is away

dispatcher.AddTask("sensor", Sensor.PollAsync)
    .Watchdog(TimeSpan.FromMilliseconds(500))                                      // silent for longer: hung, and so dead
    .Restarts(RestartPolicy.OnFailure);

dispatcher.AddTask("operator", OperateAsync);

return (await dispatcher.RunAsync()).ExitCode;

async Task OperateAsync(CancellationToken stopping)
{
    var recovered = 0;
    await foreach (var happened in dispatcher.Subscribe().WithCancellation(stopping))
    {
        if (happened is UnitRestarting again)
        {
            Console.WriteLine($"{again.Unit}: {again.Exceptions[0].Message}");
        }

        recovered += happened is UnitReady { Unit: "feed", Run: 3 } or UnitReady { Unit: "prices", Run: 3 } or UnitReady { Unit: "sensor", Run: 2 } ? 1 : 0;
        if (recovered == 3)
        {
            Console.WriteLine(dispatcher.Preview(UnitRequest.Restart, feed));
            await dispatcher.RestartAsync(feed, stopping);
            dispatcher.RequestStop("enough seen");
            return;
        }
    }
}

static Func<CancellationToken, Task> Serves(string name) => async stopping =>
{
    Console.WriteLine($"{name}: up");
    using var told = stopping.Register(() => Console.WriteLine($"{name}: down"));
    await Task.Delay(Timeout.Infinite, stopping);
};

internal static class Feed
{
    public static async Task ReadAsync(UnitContext unit, CancellationToken stopping)
    {
        Console.WriteLine($"feed: run {unit.Run}");
        await Task.Delay(unit.Run <= 2 ? 300 : Timeout.Infinite, stopping);
        throw new IOException("the connection was reset");
    }
}

internal static class Sensor
{
    public static async Task PollAsync(UnitContext unit, CancellationToken stopping)
    {
        while (true)
        {
            unit.Heartbeat();
            await Task.Delay(unit.Run == 1 ? 60_000 : 100, stopping);      // the first run falls asleep here
        }
    }
}
