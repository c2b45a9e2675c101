namespace Vahta.AspNetCore.Tests.Modules;

/// <summary>A module's units start after all that is around it, and stop before.</summary>
public sealed class OrderTests
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task C1_C2_C5_the_application_starts_first_then_the_module_then_the_module_within_and_they_stop_in_reverse()
    {
        await using var application = Site.Build(
            built => built.MapVahtaModule("/admin", admin =>
            {
                admin.MapVahtaModule("/reports", reports => reports.Units.AddLifespan("printer", _journal.Opens("grandchild")));
                admin.Units.AddLifespan("sessions", _journal.Opens("child"));
            }),
            dispatcher => dispatcher.AddLifespan("database", _journal.Opens("root")),
            build: builder => builder.Services.AddHostedService(_ => new Noting(_journal)));
        Assert.Empty(_journal.Lines);

        await application.StartAsync();
        await application.StopAsync();

        string[] up = ["root opens", "root up", "service up", "child opens", "child up", "grandchild opens", "grandchild up"];
        Assert.Equal(up.Order(), _journal.Lines.Take(7).Order());
        AssertOrder("root up", "child opens", "child up", "grandchild opens", "grandchild up", "grandchild down", "child down", "root down");
        AssertOrder("service up", "child opens", "child down", "service down");
    }

    [Fact]
    public async Task C1_modules_side_by_side_overlap()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(application =>
        {
            application.MapVahtaModule("/first", module => module.Units.AddLifespan("meeting", _ => MeetAsync(first, second), _ => Task.CompletedTask));
            application.MapVahtaModule("/second", module => module.Units.AddLifespan("meeting", _ => MeetAsync(second, first), _ => Task.CompletedTask));
        });

        Assert.Equal((UnitState.Running, UnitState.Running), (site.Dispatcher["first"].State, site.Dispatcher["second"].State));

        static Task MeetAsync(TaskCompletionSource own, TaskCompletionSource other)
        {
            own.SetResult();
            return other.Task;
        }
    }

    [Fact]
    public async Task C1_After_goes_before_the_order_of_modules()
    {
        await using var site = await Site.StartAsync(
            application => application.MapVahtaModule("/admin", admin => admin.Units.AddLifespan("sessions", _journal.Opens("sessions"))),
            dispatcher =>
            {
                dispatcher.AddLifespan("database", _journal.Opens("database"));
                dispatcher.AddLifespan("greeter", _journal.Opens("greeter")).After("admin");
            });

        await site.Application.StopAsync();

        Assert.Equal(
            ["database opens", "database up", "sessions opens", "sessions up", "greeter opens", "greeter up", "greeter down", "sessions down", "database down"],
            _journal.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task B4_a_teardown_that_throws_in_the_application_or_in_a_module_keeps_no_other_from_running(bool inModule)
    {
        var thrown = new IOException("no");
        await using var site = await Site.StartAsync(
            application => application.MapVahtaModule("/admin", admin => admin.Units.AddLifespan("sessions", _journal.Opens("sessions", closing: inModule ? thrown : null))),
            dispatcher =>
            {
                dispatcher.AddLifespan("first", _journal.Opens("first"));
                dispatcher.AddLifespan("second", _journal.Opens("second", closing: inModule ? null : thrown)).After("first");
            });

        var report = await site.Dispatcher.StopAsync();

        Assert.Equal(["sessions down", "second down", "first down"], _journal.Lines.Where(static line => line.EndsWith("down", StringComparison.Ordinal)));
        Assert.Same(thrown, Assert.Single(report.Errors));
        Assert.Equal(1, report.ExitCode);
    }

    [Fact]
    public async Task A2_A4_a_setup_of_a_module_that_throws_unwinds_what_is_around_it_and_leaves_as_it_was_thrown()
    {
        var thrown = new IOException("no");
        await using var application = Site.Build(
            built =>
            {
                built.MapVahtaModule("/admin", admin =>
                {
                    admin.Units.AddLifespan("sessions", _journal.Opens("sessions", opening: thrown));
                    admin.MapVahtaModule("/reports", reports => reports.Units.AddLifespan("printer", _journal.Opens("printer")));
                });
            },
            dispatcher => dispatcher.AddLifespan("database", _journal.Opens("database")));

        Assert.Same(thrown, await Assert.ThrowsAsync<IOException>(() => application.StartAsync()));

        Assert.Equal(["database opens", "database up", "sessions opens", "database down"], _journal.Lines);
        Assert.Empty(application.Urls);
        Assert.Equal(3, (await application.Services.GetRequiredService<Dispatcher>().StopAsync()).ExitCode);
    }

    private void AssertOrder(params string[] lines) => Assert.Equal(lines, _journal.Lines.Where(lines.Contains));

    private sealed class Noting(Journal journal) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => journal.NoteAsync("service up");

        public Task StopAsync(CancellationToken cancellationToken) => journal.NoteAsync("service down");
    }
}
