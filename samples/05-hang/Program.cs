// A unit that will not stop. The others stop all the same, the process ends in time, and the message names the line that hangs.

var dispatcher = new Dispatcher();

var database = dispatcher.AddLifespan("database",
    async ct => await Console.Out.WriteLineAsync("database: open".AsMemory(), ct),
    async ct => await Console.Out.WriteLineAsync("database: closed".AsMemory(), ct));
dispatcher.AddTask("invoices", Invoices.PollAsync).After(database).StopWithin(TimeSpan.FromSeconds(1));
dispatcher.AddTask("orders", Orders.PollAsync).After(database);

dispatcher.OnReady(_ =>
{
    dispatcher.RequestStop("closing time");
    return Task.CompletedTask;
});

return (await dispatcher.RunAsync()).ExitCode;     // 4: something was abandoned

internal static class Invoices
{
    public static async Task PollAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await FetchAsync("https://invoices.example/next");
        }
    }

    private static async Task FetchAsync(string address)
    {
        Console.WriteLine($"invoices: waiting for {address}");
        await NobodyAnswers();      // the token was forgotten here: this is the line to be named
    }

    private static Task NobodyAnswers() => new TaskCompletionSource().Task;
}

internal static class Orders
{
    public static async Task PollAsync(CancellationToken stopping)
    {
        using var stopped = stopping.Register(() => Console.WriteLine("orders: told to stop"));
        await Task.Delay(Timeout.Infinite, stopping);
    }
}
