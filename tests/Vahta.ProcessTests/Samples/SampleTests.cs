namespace Vahta.ProcessTests.Samples;

/// <summary>Every sample runs and prints what it says. 07-testing is a test project: it runs beside this one.</summary>
public sealed class SampleTests
{
    public static TheoryData<string> All => [.. Directory.GetDirectories(Path.Combine(FixtureSource.Root, "samples")).Select(folder => Path.GetFileName(folder)).Where(sample => char.IsAsciiDigit(sample[0]) && sample != "07-testing").Order()];

    [Theory]
    [MemberData(nameof(All))]
    public void A_sample_is_one_file_of_at_most_70_lines(string sample)
    {
        var folder = Path.Combine(FixtureSource.Root, "samples", sample);
        Assert.Equal([Path.Combine(folder, "Program.cs")], Directory.GetFiles(folder, "*.cs"));
        var lines = File.ReadAllLines(Path.Combine(folder, "Program.cs"));
        Assert.InRange(lines.Length, 1, 70);
        var runs = sample switch
        {
            "06-event-loop" => "return loop.Run(() => dispatcher.RunAsync()).ExitCode;",
            "12-before-after" => "await builder.Build().RunAsync();",
            "13-web" => "return (await app.RunVahtaAsync()).ExitCode;",
            "15-draining" => "await app.StartAsync();",
            _ => "return (await dispatcher.RunAsync()).ExitCode;",
        };
        Assert.Contains(lines, line => line.TrimStart().StartsWith(runs, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hello_opens_migrates_polls_until_Ctrl_C_and_closes()
    {
        await using var program = RunningProgram.Start("01-hello");

        await program.SendAtAsync("poller: ", Signal.SIGINT);

        var ended = (await program.EndAsync()).With(exitCode: 0).Told("database: open", "migrate: done", "database: closed");
        Assert.Equal("database: closed", ended.Output[^1]);
        Assert.Empty(ended.Errors);
    }

    [Fact]
    public async Task Before_and_after_prints_the_table_that_the_guide_shows()
    {
        await using var program = RunningProgram.Start("12-before-after");

        var ended = (await program.EndAsync()).With(exitCode: 0);

        Assert.Contains(ended.AllOutput, await File.ReadAllTextAsync(Path.Combine(FixtureSource.Root, "docs/adopting.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draining_drops_nobody()
    {
        await using var program = RunningProgram.Start("15-draining");

        (await program.EndAsync()).With(exitCode: 0).Told(
            "stopping",
            "news: 503",
            "prices: seen True, and a proper end",
            "ready: 503, while it still answers",
            "payment: paid");
    }

    [Fact]
    public async Task Dependencies_overlaps_what_is_independent_and_skips_what_lacks_its_need()
    {
        await using var program = RunningProgram.Start("02-dependencies");

        var ended = (await program.EndAsync()).With(exitCode: 0).Told(
            "critical path: settings -> database -> migrate -> import",
            "exchange-rates: Failed",
            "currency-report: Skipped",
            "invoices: Completed",
            "import: Completed");
        AssertOrder(ended, "settings done", "database ...", "database done", "migrate done", "import ...", "database, closing ...");
        AssertOrder(ended, "cache ...", "database done");
        AssertOrder(ended, "cache done", "import ...");
    }

    [Fact]
    public async Task Lifespans_sets_up_in_order_tears_down_in_reverse_and_leaves_nothing_on_disk()
    {
        await using var program = RunningProgram.Start("03-lifespans");

        var ended = (await program.EndAsync()).With(exitCode: 0)
            .Told("sign: open", "delivery: gate shut", "sign: closed", "session: logged out", "folder: deleted with log.txt and receipt.txt");
        var made = ended.Output[0]["folder: made ".Length..];
        Assert.False(Directory.Exists(made), $"{made} is still there.");
    }

    [Fact]
    public async Task Graceful_stop_lets_nobody_in_serves_what_is_left_and_gives_up_in_time()
    {
        await using var program = RunningProgram.Start("04-graceful-stop");

        await program.SendAtAsync("kitchen: order 1 is served", Signal.SIGINT);

        var ended = (await program.EndAsync()).With(exitCode: 0)
            .Told("till: open", "door: order 1", "door: nobody else comes in", "till: counting the coins", "till: out of time, the coins go to the bank uncounted");
        var taken = ended.Output.Count(line => line.StartsWith("door: order "));
        Assert.Equal(taken, ended.Output.Count(line => line.EndsWith("is served")));
        Assert.Contains("s more granted", ended.AllOutput);
    }

    [Fact]
    public async Task Hang_stops_the_others_and_names_the_line_that_hangs()
    {
        await using var program = RunningProgram.Start("05-hang");

        var ended = (await program.EndAsync()).With(exitCode: 4).Told("database: open", "orders: told to stop", "database: closed");
        var line = FixtureSource.LineOfSample("05-hang", "this is the line to be named");
        Assert.Contains($"Unit 'invoices' did not stop within 1 s. It is awaiting at Invoices.FetchAsync (Program.cs:{line})", ended.AllErrors);
    }

    // The lines begin with the time.
    private static void AssertOrder(EndedProgram ended, params string[] ends) =>
        Assert.Equal(ends, ends.OrderBy(end => ended.Output.Index().First(line => line.Item.EndsWith($"  {end}")).Index));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Event_loop_runs_everything_on_one_thread_and_closes_in_order(bool byCtrlC)
    {
        await using var program = RunningProgram.Start("06-event-loop");

        await program.SendAtAsync("2 s, thread 1: ", byCtrlC ? Signal.SIGINT : Signal.SIGTERM);

        var ended = (await program.EndAsync()).With(exitCode: 0).Told("open; Ctrl+C closes");
        Assert.All(ended.Output.Where(line => line.Contains("thread", StringComparison.Ordinal)), line => Assert.Contains("thread 1:", line, StringComparison.Ordinal));
        Assert.StartsWith("sold: ", ended.Output[^1], StringComparison.Ordinal);
        // On a busy machine the loop may say that something kept it waiting.
        Assert.DoesNotContain(ended.Errors, line => !line.StartsWith("Vahta: for ", StringComparison.Ordinal));
    }
}
