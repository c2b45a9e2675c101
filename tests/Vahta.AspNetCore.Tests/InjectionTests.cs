using System.Net;
using Microsoft.AspNetCore.Mvc;
using Vahta.AspNetCore.Tests.Controllers;

namespace Vahta.AspNetCore.Tests;

/// <summary>Handlers and controllers have lifespans, pools and the dispatcher injected, by type and keyed by the units' names.</summary>
public sealed class InjectionTests
{
    [Fact]
    public async Task A_handler_has_them_injected_by_type_and_keyed_by_name()
    {
        var mailed = new TaskCompletionSource<int>();
        await using var site = await Site.StartAsync(
            static application =>
            {
                application.MapGet("/", (Lifespan<string> database, Dispatcher dispatcher) => $"{database.Value}, {dispatcher.State}");
                application.MapGet("/keyed", ([FromKeyedServices("database")] Lifespan<string> database) => database.Value);
                application.MapPost("/mail", async (Pool<int> mails, CancellationToken aborted) =>
                {
                    await mails.PostAsync(7, aborted);
                    return Results.Accepted();
                });
            },
            dispatcher =>
            {
                dispatcher.AddLifespan("database", static _ => Task.FromResult("rows"));
                dispatcher.AddPool<int>("mails", (mail, _) =>
                {
                    mailed.SetResult(mail);
                    return Task.CompletedTask;
                });
            });

        Assert.Equal(("rows, Running", "rows"), (await site.TextAsync("/"), await site.TextAsync("/keyed")));
        using var posted = await site.Client.PostAsync("/mail", null);
        Assert.Equal((HttpStatusCode.Accepted, 7), (posted.StatusCode, await mailed.Task));
    }

    [Fact]
    public async Task A_controller_has_them_injected_into_its_constructor_and_its_actions()
    {
        await using var site = await Site.StartAsync(
            static application => application.MapControllers(),
            static dispatcher =>
            {
                dispatcher.AddLifespan("database", static _ => Task.FromResult("rows"));
                dispatcher.AddLifespan("cache", static _ => Task.FromResult(1));
                dispatcher.AddLifespan("other-cache", static _ => Task.FromResult(2));
            },
            build: static builder => builder.Services.AddControllers().AddApplicationPart(typeof(ReadingController).Assembly));

        Assert.Equal("rows, 2, 1, Running", await site.TextAsync("/reading"));
    }

    [Fact]
    public async Task One_that_is_down_says_so_by_its_name_and_its_state()
    {
        await using var site = await Site.StartAsync(
            static application =>
            {
                application.MapGet("/", static (Lifespan<string> database) => database.Value);
                application.MapGet("/try", static (Lifespan<string> database) => database.TryGetValue(out var rows) ? Results.Text(rows) : Results.StatusCode(503));
            },
            static dispatcher => dispatcher.AddLifespan("database", static _ => Task.FromResult("rows")));
        await site.Dispatcher.StopAsync("database");

        Assert.Equal((500, 503), (await site.StatusAsync("/"), await site.StatusAsync("/try")));
        var said = await site.TextAsync("/");
        Assert.Contains("'database' is Stopped", said, StringComparison.Ordinal);

        await site.Dispatcher.StartAsync("database");

        Assert.Equal("rows", await site.TextAsync("/"));
    }

    [Fact]
    public async Task Of_several_of_a_type_a_handler_has_to_say_which()
    {
        await using var site = await Site.StartAsync(
            static application =>
            {
                application.MapGet("/", static (Lifespan<string> either) => either.Value);
                application.MapGet("/north", static ([FromKeyedServices("north")] Lifespan<string> north) => north.Value);
            },
            static dispatcher =>
            {
                dispatcher.AddLifespan("north", static _ => Task.FromResult("n"));
                dispatcher.AddLifespan("south", static _ => Task.FromResult("s"));
            });

        Assert.Equal("n", await site.TextAsync("/north"));
        var said = await site.TextAsync("/");
        Assert.Contains("'north', 'south'", said, StringComparison.Ordinal);
        Assert.Contains("FromKeyedServices", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_container_disposes_of_none_of_them()
    {
        var closed = 0;
        var site = await Site.StartAsync(
            static application => application.MapGet("/", static (Lifespan<Closing> closing) => closing.Value.ToString()),
            dispatcher => dispatcher.AddLifespan("closing", _ => Task.FromResult(new Closing(() => closed++))));
        await site.StatusAsync("/");

        await site.DisposeAsync();

        Assert.Equal(1, closed);
    }

    private sealed class Closing(Action closed) : IDisposable
    {
        public void Dispose() => closed();
    }
}
