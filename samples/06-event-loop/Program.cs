using System.Runtime.CompilerServices;

// One thread, as asyncio has it: a loop, a dispatcher on it, and the end in order. What Python says stands beside each line.

var loop = new EventLoop();                                 // loop = asyncio.new_event_loop()
try                                                         // try:
{
    var dispatcher = loop.Run(StartupAsync);                //     dispatcher = loop.run_until_complete(startup())
    try                                                     //     try:
    {                                                       //         for s in (SIGTERM, SIGINT): loop.add_signal_handler(s, dispatcher.stop)
        return loop.Run(() => dispatcher.RunAsync()).ExitCode;  //         loop.run_until_complete(dispatcher.run())
    }
    finally                                                 //     finally:
    {
        loop.Run(() => dispatcher.StopAsync());             //         loop.run_until_complete(dispatcher.stop())
    }
}
finally                                                     // finally:
{
    loop.Run(loop.CancelLeftoversAsync);                    //     loop.run_until_complete(cancel_all_tasks())
    loop.Run(loop.CloseStreamsAsync);                       //     loop.run_until_complete(loop.shutdown_asyncgens())
    loop.Close();                                           //     loop.close()
}

static async Task<Dispatcher> StartupAsync()
{
    var orders = new Dictionary<string, int>();             // no lock: everything that touches it runs on the loop's one thread
    var dispatcher = new Dispatcher();
    await Task.Yield();                                     // whatever has to be awaited before there is a dispatcher

    dispatcher.AddTask("shop", stopping => SellAsync("tea", orders, stopping));
    dispatcher.AddTask("web", stopping => SellAsync("cake", orders, stopping));
    dispatcher.AddTask("books", stopping => CountAsync(orders, stopping)).After("shop").After("web");
    _ = EventLoop.Current!.Start("greeting", async _ => Console.WriteLine("open; Ctrl+C closes"));
    return dispatcher;
}

static async Task SellAsync(string what, Dictionary<string, int> orders, CancellationToken stopping)
{
    while (true)
    {
        await Task.Delay(50, stopping);                     // throws when told to stop, which is an orderly end
        orders[what] = orders.GetValueOrDefault(what) + 1;
    }
}

static async Task CountAsync(Dictionary<string, int> orders, CancellationToken stopping)
{
    try
    {
        await foreach (var second in EventLoop.Current!.OwnStream(Seconds(stopping)))
        {
            Console.WriteLine($"{second} s, thread {Environment.CurrentManagedThreadId}: {string.Join(", ", orders)}");
        }
    }
    finally
    {
        Console.WriteLine($"sold: {string.Join(", ", orders)}");
    }
}

static async IAsyncEnumerable<int> Seconds([EnumeratorCancellation] CancellationToken stopping)
{
    for (var second = 1; ; second++)
    {
        await Task.Delay(1000, stopping);
        yield return second;
    }
}
