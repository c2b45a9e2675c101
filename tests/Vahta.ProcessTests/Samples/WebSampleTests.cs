namespace Vahta.ProcessTests.Samples;

/// <summary>The note's second program serves, and ends in order.</summary>
public sealed class WebSampleTests
{
    private const string Listening = "Now listening on: ";

    [Fact]
    public async Task J16_Web_serves_what_it_set_up_delivers_what_was_ordered_and_stops_in_order_at_SIGTERM()
    {
        await using var program = RunningProgram.Start("13-web", "--urls", "http://127.0.0.1:0");
        var line = await program.LineAsync(Listening);
        using var client = new HttpClient { BaseAddress = new(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]) };
        await program.LineAsync("Application started");

        Assert.EndsWith(" cakes", await client.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.StartsWith("3 debtors, ", await client.GetStringAsync("/office"), StringComparison.Ordinal);
        using (var ready = await client.GetAsync("/health/ready"))
        {
            Assert.Equal(200, (int)ready.StatusCode);
        }

        using (var ordered = await client.PostAsync("/orders", null))
        {
            Assert.Equal(202, (int)ordered.StatusCode);
        }

        program.Send(Signal.SIGTERM);

        var ended = (await program.EndAsync()).With(exitCode: 0);
        string[] said = ["nobody is served yet", "shop: open", "all are served still", "ledger: closed", "shop: closed, 1 delivered", "nobody is served any more"];
        Assert.Equal(said, ended.Output.Where(said.Contains));

        // The host's own handler was there, too: one signal is one.
        Assert.DoesNotContain(ended.Output, static line => line.Contains("again", StringComparison.OrdinalIgnoreCase) || line.Contains("hurr", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(ended.Errors);
    }

    [Fact]
    public async Task D2_F10_Web_unwinds_what_it_set_up_names_the_address_and_exits_with_3_where_its_port_is_taken()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();

        await using var program = RunningProgram.Start("13-web", "--urls", $"http://{taken.LocalEndpoint}");

        var ended = (await program.EndAsync()).With(exitCode: 3).Told("shop: open", "ledger: closed", "shop: closed, 0 delivered");
        Assert.Contains($"Failed to bind to address http://{taken.LocalEndpoint}", ended.AllOutput, StringComparison.Ordinal);
    }
}
