// A web server that is told to stop while a payment is made, somebody waits for news and somebody watches prices. Each sees a proper end.

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.AddVahta(
    dispatcher => dispatcher.WebServer().DrainWithin(TimeSpan.FromSeconds(5)),
    options => options.DrainDelay = TimeSpan.FromSeconds(1));

var app = builder.Build();
app.MapVahtaProbes();
app.MapGet("/prices", (CancellationToken aborted) => TypedResults.ServerSentEvents(Prices(aborted)));
app.MapPost("/payments", PayAsync).MustFinish();
app.MapGet("/news", WaitForNewsAsync).MayBeCancelled();

await app.StartAsync();
var visits = VisitAsync(new HttpClient { BaseAddress = new(app.Urls.Single()) });
await visits.Begun;
Console.WriteLine("stopping");
await app.StopAsync();
await visits.Ended;
return Environment.ExitCode;

// A stream: its token fires when the stop is announced.
static async IAsyncEnumerable<int> Prices([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken aborted)
{
    for (var price = 100; ; price++)
    {
        yield return price;
        await Task.Delay(100, aborted);
    }
}

// Must finish: its token does not fire for a client that leaves, nor for the end of the drain.
static async Task<string> PayAsync(CancellationToken aborted)
{
    await Task.Delay(1500, aborted);
    return "paid";
}

// May be cancelled: its token fires as a stream's does; who has not been answered is sent elsewhere.
static async Task WaitForNewsAsync(CancellationToken aborted) => await Task.Delay(Timeout.Infinite, aborted);

static (Task Begun, Task Ended) VisitAsync(HttpClient client)
{
    var prices = client.GetStreamAsync("/prices");
    var payment = client.PostAsync("/payments", null);
    var news = client.GetAsync("/news");
    return (Task.WhenAll(prices, Task.Delay(300)), TellAsync());

    async Task TellAsync()
    {
        Console.WriteLine($"news: {(int)(await news).StatusCode}");
        using var reader = new StreamReader(await prices);
        Console.WriteLine($"prices: seen {(await reader.ReadToEndAsync()).Contains("data: 100", StringComparison.Ordinal)}, and a proper end");
        Console.WriteLine($"ready: {(int)(await client.GetAsync("/health/ready")).StatusCode}, while it still answers");
        Console.WriteLine($"payment: {await (await payment).Content.ReadAsStringAsync()}");
    }
}
