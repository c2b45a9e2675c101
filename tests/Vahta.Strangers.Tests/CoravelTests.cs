using Coravel;

namespace Vahta.Strangers.Tests;

/// <summary>Coravel's scheduler, adopted unchanged: its stop ignores the token it is handed, and waits for its tasks for as long as they take.</summary>
public sealed class CoravelTests
{
    [Fact]
    public async Task N18_its_long_task_is_left_behind_after_its_grace_and_named()
    {
        var mayEnd = new TaskCompletionSource();
        await using var application = new Application("SchedulerHost", static builder =>
        {
            builder.Configuration["Vahta:Units:SchedulerHost:StopWithin"] = "500ms";
            builder.Services.AddScheduler();
        });
        application.Services.UseScheduler(scheduler => scheduler.ScheduleAsync(async () =>
        {
            application.Note("task begins");
            await mayEnd.Task;
        }).EverySecond().PreventOverlapping("task"));
        await application.StartAsync();
        await Application.UntilAsync(() => application.Journal.Contains("task begins"));

        var report = await application.StopAsync();
        mayEnd.SetResult();

        var (ready, ended) = application.Order();
        Assert.Equal(["database", "Opener", "SchedulerHost", "front"], ready);
        Assert.Equal(["front", "SchedulerHost", "Opener", "database"], ended);
        Assert.Equal(["database up", "task begins", "database down"], application.Journal);
        var left = Assert.Single(report.Units, static unit => unit.State == UnitState.Abandoned);
        Assert.Equal(("SchedulerHost", 4), (left.Name, report.ExitCode));
        Assert.Contains("SchedulerHost.StopAsync", left.AwaitingAt, StringComparison.Ordinal);
        Assert.InRange(report.Stopping, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task N18_with_nothing_under_way_it_stops_in_its_order()
    {
        await using var application = new Application("SchedulerHost", static builder => builder.Services.AddScheduler());
        application.Services.UseScheduler(scheduler => scheduler.Schedule(() => application.Note("task")).EverySecond().Once());
        await application.StartAsync();
        await Application.UntilAsync(() => application.Journal.Contains("task"));

        var report = await application.StopAsync();

        Assert.Equal(["front", "SchedulerHost", "Opener", "database"], application.Order().Ended);
        Assert.Equal(["database up", "task", "database down"], application.Journal);
        Assert.Equal((0, 0), (report.ExitCode, report.Errors.Count));
    }
}
