namespace Vahta.AspNetCore.Tests.Modules;

/// <summary>A module goes down and comes back while the application serves on.</summary>
public sealed class RestartTests
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task H3_a_module_restarts_alone_with_those_within_and_its_endpoints_answer_503_meanwhile()
    {
        var (closing, closed) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(
            application =>
            {
                application.MapGet("/", static () => "root");
                application.MapVahtaModule("/shop", static shop => shop.MapGet("/", static () => "shop"));
                application.MapVahtaModule("/admin", admin =>
                {
                    admin.Units.AddLifespan("sessions", static _ => Task.CompletedTask, _ => closing.TrySetResult() ? closed.Task : Task.CompletedTask);
                    admin.MapGet("/", static () => "admin");
                    admin.MapVahtaModule("/reports", reports =>
                    {
                        reports.Units.AddLifespan("printer", _journal.Opens("printer"));
                        reports.MapGet("/", static () => "reports");
                    });
                });
            },
            dispatcher => dispatcher.AddLifespan("database", _journal.Opens("database")));
        Assert.Equal(("admin", "reports"), (await site.TextAsync("/admin"), await site.TextAsync("/admin/reports")));

        var restarting = site.Dispatcher.RestartAsync("admin");
        await closing.Task;

        Assert.Equal((503, 503, 200, 200), (await site.StatusAsync("/admin"), await site.StatusAsync("/admin/reports"), await site.StatusAsync("/shop"), await site.StatusAsync("/")));
        closed.SetResult();
        await restarting;
        Assert.Equal(("admin", "reports"), (await site.TextAsync("/admin"), await site.TextAsync("/admin/reports")));
        Assert.Equal(["database opens", "database up", "printer opens", "printer up", "printer down", "printer opens", "printer up"], _journal.Lines);
    }

    [Fact]
    public async Task K6_a_module_that_was_stopped_by_request_answers_503_until_it_is_started_and_tells_when_to_ask_again()
    {
        await using var site = await Site.StartAsync(static application => application.MapVahtaModule("/admin", static admin =>
        {
            admin.Units.AddLifespan("sessions", static _ => Task.FromResult("s"));
            admin.MapGet("/", static (Lifespan<string> sessions) => sessions.Value);
        }));

        await site.Dispatcher.StopAsync("admin");
        using (var refused = await site.Client.GetAsync("/admin"))
        {
            Assert.Equal((503, TimeSpan.FromSeconds(1)), ((int)refused.StatusCode, refused.Headers.RetryAfter?.Delta));
        }

        await site.Dispatcher.StartAsync("admin");

        Assert.Equal("s", await site.TextAsync("/admin"));
    }

    [Fact]
    public async Task S30_what_is_around_a_module_restarts_without_it_unless_it_says_that_it_needs_it()
    {
        await using var site = await Site.StartAsync(
            application =>
            {
                application.MapVahtaModule("/shop", shop => shop.Units.AddLifespan("cart", _journal.Opens("cart")));
                application.MapVahtaModule("/admin", admin => admin.Units.AddLifespan("sessions", _journal.Opens("sessions")).After("database"));
            },
            dispatcher => dispatcher.AddLifespan("database", _journal.Opens("database")));

        await site.Dispatcher.RestartAsync("database");
        await site.Dispatcher.StartAsync("admin/sessions");

        Assert.Equal(["sessions down", "database down"], _journal.Lines.Where(static line => line.EndsWith("down", StringComparison.Ordinal)));
        Assert.Equal(UnitState.Running, site.Dispatcher["admin/sessions"].State);
    }

    [Fact]
    public async Task S13_D17_a_lifespan_that_starts_by_request_only_or_whose_failure_is_ignored_keeps_no_endpoint_from_answering()
    {
        await using var site = await Site.StartAsync(static application => application.MapVahtaModule("/admin", static admin =>
        {
            admin.Units.AddLifespan("asked", static _ => Task.FromResult("a")).Manual();
            admin.Units.AddLifespan("optional", static _ => Task.FromException<string>(new IOException("no"))).IgnoreFailure();
            admin.MapGet("/", static () => "admin");
        }));

        Assert.Equal("admin", await site.TextAsync("/admin"));
    }
}
