using Microsoft.AspNetCore.TestHost;

namespace Vahta.AspNetCore.Tests;

/// <summary>Starts, stops and disposals in every order, as tests of applications make them.</summary>
public sealed class TestServerTests
{
    private readonly Journal _journal = new();
    private readonly TaskCompletionSource _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData("dispose, dispose")]
    [InlineData("stop, dispose")]
    [InlineData("stop, stop, dispose, dispose")]
    [InlineData("sync dispose, dispose")]
    public async Task N13_what_was_never_started_starts_and_tears_down_nothing(string steps)
    {
        var application = Build(opensAtOnce: true);

        await DoAsync(application, steps);

        Assert.Empty(_journal.Lines);
    }

    [Theory]
    [InlineData("stop, dispose")]
    [InlineData("dispose, stop, dispose")]
    [InlineData("stop, stop, sync dispose")]
    [InlineData("sync dispose, dispose")]
    public async Task N13_what_was_started_is_torn_down_once(string steps)
    {
        var application = Build(opensAtOnce: true);
        await application.StartAsync();
        using (var client = application.GetTestClient())
        {
            Assert.Equal("up", await client.GetStringAsync("/"));
        }

        await DoAsync(application, steps);

        Assert.Equal(["first opens", "first up", "second opens", "second up", "second down", "first down"], _journal.Lines);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("stop, dispose")]
    [InlineData("dispose")]
    [InlineData("sync dispose, stop")]
    public async Task D3_N13_what_is_starting_is_cut_short_and_what_was_up_is_torn_down(string steps)
    {
        var application = Build(opensAtOnce: false);
        var starting = application.StartAsync();
        await _opening.Task;

        await DoAsync(application, steps);
        await starting;

        Assert.Equal(["first opens", "first up", "second opens", "first down"], _journal.Lines);
        await application.DisposeAsync();
    }

    [Fact]
    public async Task D3_a_start_whose_token_is_cancelled_is_unwound_and_throws_that_it_was()
    {
        await using var application = Build(opensAtOnce: false);
        using var cut = new CancellationTokenSource();
        var starting = application.StartAsync(cut.Token);
        await _opening.Task;

        await cut.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        Assert.Equal(["first opens", "first up", "second opens", "first down"], _journal.Lines);
    }

    [Fact]
    public async Task D18_what_has_run_does_not_run_again_and_another_does()
    {
        var application = Build(opensAtOnce: true);
        await application.StartAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => application.StartAsync());
        await application.StopAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => application.StartAsync());
        await application.DisposeAsync();

        await using var another = Build(opensAtOnce: true);
        await another.StartAsync();

        Assert.Equal(2, _journal.Lines.Count(static line => line == "second up"));
    }

    private static async Task DoAsync(WebApplication application, string steps)
    {
        foreach (var step in steps.Split(", "))
        {
            switch (step)
            {
                case "stop":
                    await application.StopAsync();
                    break;
                case "dispose":
                    await application.DisposeAsync();
                    break;
                default:
                    ((IDisposable)application).Dispose();
                    break;
            }
        }
    }

    private WebApplication Build(bool opensAtOnce) => Site.Build(
        static built => built.MapGet("/", static () => "up"),
        dispatcher =>
        {
            dispatcher.AddLifespan("first", _journal.Opens("first"));
            dispatcher.AddLifespan("second", unit => Open(unit, opensAtOnce)).After("first");
        },
        build: static builder => builder.WebHost.UseTestServer());

    private async IAsyncEnumerable<int> Open(UnitContext unit, bool atOnce)
    {
        _journal.Note("second opens");
        _opening.TrySetResult();
        await Task.Delay(atOnce ? 0 : Timeout.Infinite, unit.Stopping);
        _journal.Note("second up");
        yield return 2;
        _journal.Note("second down");
    }
}
