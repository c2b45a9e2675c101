// A web application, as aiohttp has it: what is set up around serving, hooks beside it, a sub-application, and the end in order. What Python says stands beside each line.

using Vahta.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder.AddVahta(dispatcher =>                              // app = web.Application()
{
    var shop = dispatcher.AddLifespan("shop", OpenShop);    // app.cleanup_ctx.append(open_shop)
    dispatcher.AddTask("baker", ct => BakeAsync(shop.Value, ct)).After(shop);   // the dispatcher that lives in there, with its tasks

    dispatcher.OnStarting(_ => Say("nobody is served yet"));        // app.on_startup.append(…)
    dispatcher.OnStopping(_ => Say("all are served still"));        // app.on_shutdown.append(…)
    dispatcher.OnStopped(_ => Say("nobody is served any more"));    // app.on_cleanup.append(…)
});
var app = builder.Build();

app.MapGet("/", (Lifespan<Shop> shop) => $"{shop.Value.Cakes} cakes");          // app.router.add_get("/", index)
app.MapPost("/orders", (Lifespan<Shop> shop, Dispatcher dispatcher) =>          // app.router.add_post("/orders", order)
    dispatcher.TrySpawn("order", ct => DeliverAsync(shop.Value, ct))            //   asyncio.create_task(deliver()), which the end waits for here
        ? Results.Accepted()
        : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
app.MapVahtaModule("/office", Office);                      // app.add_subapp("/office/", office())
app.MapVahtaProbes();

return (await app.RunVahtaAsync()).ExitCode;                // web.run_app(app)

// What is the office's own starts after the shop and stops before it; the shop is found there, too.
static void Office(WebModule office)
{
    office.Units.AddLifespan("ledger", _ => Task.FromResult(new Ledger(3)), async (_, _) => await Say("ledger: closed"));
    office.MapGet("/", ([FromKeyedServices("ledger")] Lifespan<Ledger> ledger, Lifespan<Shop> shop) => $"{ledger.Value.Debtors} debtors, {shop.Value.Cakes} cakes");
}

static async IAsyncEnumerable<Shop> OpenShop(UnitContext unit)  // async def open_shop(app):
{
    var shop = new Shop();                                  //     app["shop"] = Shop()
    await Say("shop: open");
    yield return shop;                                      //     yield
    await Say($"shop: closed, {shop.Delivered} delivered"); //     await app["shop"].close()
}

static async Task BakeAsync(Shop shop, CancellationToken stopping)
{
    while (true)
    {
        shop.Cakes++;
        await Task.Delay(100, stopping);                    // throws when told to stop, which is an orderly end
    }
}

static async Task DeliverAsync(Shop shop, CancellationToken token)
{
    await Task.Delay(500, token);                           // longer than the request that it was left by
    shop.Delivered++;
}

static Task Say(string line) => Console.Out.WriteLineAsync(line);

internal sealed class Shop
{
    public int Cakes;
    public int Delivered;
}

internal sealed record Ledger(int Debtors);
