// Work that outlives whoever leaves it: a bounded queue with a few workers, tries again what fails, and hands back what the stop leaves no time for.

var dispatcher = new Dispatcher();

var database = dispatcher.AddLifespan("database",
    async ct => await Console.Out.WriteLineAsync("database: open".AsMemory(), ct),
    async ct => await Console.Out.WriteLineAsync("database: closed".AsMemory(), ct));

var mail = dispatcher.AddPool<Mail>("mail", Post.SendAsync, new()
    {
        Workers = 2,
        Capacity = 4,                                           // beyond it whoever posts has to wait
        ItemTimeout = TimeSpan.FromSeconds(1),
        Retry = RestartPolicy.OnFailure with { MaxRestarts = 2 },
    })
    .OnFailed((letter, exception, _) => Say($"mail to {letter.To} failed for good: {exception.Message}"))
    .OnLeftOver((letters, _) => Say($"back to the outbox: {letters.Count} letters"))
    .DrainWithin(TimeSpan.FromMilliseconds(300))
    .After(database);

// What comes after the pool stops before it: nobody posts to a pool that refuses.
dispatcher.AddTask("shop", async stopping =>
{
    foreach (var customer in (string[])["ann", "nobody", "bob", "slow", "eve", "joe", "kim", "lee", "max", "pat", "sue", "tom"])
    {
        await mail.PostAsync(new(customer), stopping);          // returns once it is accepted, not once it is sent
    }

    // Too small for a pool of its own. It has the database to the end: what is spawned is drained before any lifespan goes down.
    dispatcher.TrySpawn("statistics", async _ =>
    {
        await Task.Delay(200, CancellationToken.None);
        await Say("statistics: done");
    });
    dispatcher.RequestStop("closing time");
}).After(mail);

return (await dispatcher.RunAsync()).ExitCode;

static Task Say(string line) => Console.Out.WriteLineAsync(line);

internal sealed record Mail(string To);

internal static class Post
{
    // The token fires when the letter's time is up, or the pool's: not when the shop's does.
    public static async Task SendAsync(Mail letter, CancellationToken token)
    {
        if (letter.To == "nobody")
        {
            throw new IOException("no such address");
        }

        await Task.Delay(letter.To == "slow" ? 60_000 : 100, token);
        Console.WriteLine($"mail to {letter.To} sent");
    }
}
