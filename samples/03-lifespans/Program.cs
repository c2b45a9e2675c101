// All the ways to write a lifespan: set up once, handed out while it is ready, torn down in reverse order.

using System.Runtime.CompilerServices;

var dispatcher = new Dispatcher(new() { InOrder = true });

// 1. An async iterator: what stands before the yield is the setup, what stands after it the teardown.
var folder = dispatcher.AddLifespan("folder", TemporaryFolder);

// 2. A factory: what it makes is disposed at the end, if it is disposable.
var log = dispatcher.AddLifespan("log", async ct =>
{
    await Task.Delay(50, ct);
    return File.CreateText(Path.Combine(folder.Value.FullName, "log.txt"));
});

// 3. A factory that says how far it has come.
var stock = dispatcher.AddLifespan("stock", async (unit, ct) =>
{
    unit.Status("counting the apples");
    await Task.Delay(50, ct);
    return new Dictionary<string, int> { ["apples"] = 3 };
});

// 4. Open and close, with a value between them.
var session = dispatcher.AddLifespan("session",
    ct => Task.FromResult(Guid.NewGuid()),
    (id, ct) => Console.Out.WriteLineAsync("session: logged out".AsMemory(), ct));

// 5. Open and close, with nothing to hand out.
dispatcher.AddLifespan("sign",
    ct => Console.Out.WriteLineAsync("sign: open".AsMemory(), ct),
    ct => Console.Out.WriteLineAsync("sign: closed".AsMemory(), ct));

// 6. Any unit may own what it picks up on its way: that is closed when its run ends, however it ends.
dispatcher.AddJob("delivery", async (unit, ct) =>
{
    var receipt = unit.Own(File.CreateText(Path.Combine(folder.Value.FullName, "receipt.txt")));
    await foreach (var crate in unit.OwnStream(Crates(ct)))
    {
        stock.Value["apples"] += crate;
        await receipt.WriteLineAsync($"{crate} apples");
        await log.Value.WriteLineAsync($"{session.Value}: {stock.Value["apples"]} apples in stock");
        break;
    }
});

return (await dispatcher.RunAsync()).ExitCode;

static async IAsyncEnumerable<DirectoryInfo> TemporaryFolder(UnitContext unit)
{
    var folder = Directory.CreateTempSubdirectory("vahta-");
    await Console.Out.WriteLineAsync($"folder: made {folder.FullName}");
    yield return folder;
    await Console.Out.WriteLineAsync($"folder: deleted with {string.Join(" and ", folder.GetFiles().Select(file => file.Name).Order())}");
    folder.Delete(recursive: true);
}

static async IAsyncEnumerable<int> Crates([EnumeratorCancellation] CancellationToken ct)
{
    using var gate = new Gate();
    for (; ; await Task.Delay(20, ct))
        yield return 12;
}

internal sealed class Gate : IDisposable
{
    public void Dispose() => Console.WriteLine("delivery: gate shut");
}
