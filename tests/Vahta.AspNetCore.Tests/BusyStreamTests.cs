using System.Runtime.CompilerServices;

namespace Vahta.AspNetCore.Tests;

/// <summary>Streams that are told to end in the middle of a write.</summary>
public sealed class BusyStreamTests
{
    private const int Clients = 8;

    // A write that is cancelled takes its connection with it: the server sees to that.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task J2_a_stream_that_never_pauses_ends_whole_for_each_of_its_clients(bool saysSo)
    {
        await using var site = await Site.StartAsync(static application => application.MapGet("/events", static (CancellationToken token) => TypedResults.ServerSentEvents(Events(token))));
        var begun = new CountdownEvent(Clients);
        var clients = Enumerable.Range(0, Clients).Select(_ => ReadAsync()).ToList();
        Assert.True(await Task.Run(static () => true) && begun.Wait(TimeSpan.FromSeconds(30)));

        await site.Dispatcher.StopAsync();

        Assert.All(await Task.WhenAll(clients), static length => Assert.True(length > 0));

        async Task<long> ReadAsync()
        {
            using var client = new HttpClient { BaseAddress = site.Client.BaseAddress };
            if (saysSo)
            {
                client.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
            }

            await using var stream = await client.GetStreamAsync("/events");
            var (buffer, total) = (new byte[1 << 16], 0L);
            for (int read; (read = await stream.ReadAsync(buffer)) > 0; total += read)
            {
                if (total == 0)
                {
                    begun.Signal();
                }
            }

            return total;
        }
    }

    private static async IAsyncEnumerable<string> Events([EnumeratorCancellation] CancellationToken token)
    {
        var much = new string('x', 1 << 18);
        while (true)
        {
            token.ThrowIfCancellationRequested();
            yield return much;
            await Task.Yield();
        }
    }
}
