using Quartz;

namespace Vahta.Strangers.Tests;

/// <summary>Quartz.NET, adopted unchanged.</summary>
public sealed class QuartzTests
{
    [Fact]
    public async Task N18_its_stop_waits_for_the_job_within_its_grace_and_what_it_needs_waits_for_it()
    {
        var (begun, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var application = Around(begun, mayEnd);
        await application.StartAsync();
        await Application.UntilAsync(() => begun.Task.IsCompleted);

        var stopping = application.StopAsync();
        await application.UntilStrangerStopsAsync();
        Assert.Equal(UnitState.Stopped, application.Dispatcher["front"].State);
        mayEnd.SetResult();
        var report = await stopping;

        var (ready, ended) = application.Order();
        Assert.Equal(["database", "Opener", "QuartzHostedService", "front"], ready);
        Assert.Equal(["front", "QuartzHostedService", "Opener", "database"], ended);
        Assert.Equal(["database up", "job ends", "database down"], application.Journal);
        Assert.Equal((0, 0), (report.ExitCode, report.Errors.Count));
    }

    [Fact]
    public async Task N18_a_job_that_outlasts_its_grace_is_waited_for_no_longer_and_the_wait_is_named()
    {
        var (begun, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var application = Around(begun, mayEnd, static builder => builder.Configuration["Vahta:Units:QuartzHostedService:StopWithin"] = "500ms");
        await application.StartAsync();
        await Application.UntilAsync(() => begun.Task.IsCompleted);

        var report = await application.StopAsync();
        mayEnd.SetResult();

        Assert.Equal(["front", "QuartzHostedService", "Opener", "database"], application.Order().Ended);
        Assert.Equal(["database up", "database down"], application.Journal);
        var late = Assert.Single(report.Units, static unit => unit.AwaitingAt is not null);
        Assert.Equal(("QuartzHostedService", UnitState.Stopped, 0), (late.Name, late.State, report.ExitCode));
        Assert.Contains("TaskSchedulingThreadPool.Drain", late.AwaitingAt, StringComparison.Ordinal);
        Assert.InRange(report.Stopping, TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(5));
    }

    private static Application Around(TaskCompletionSource begun, TaskCompletionSource mayEnd, Action<HostApplicationBuilder>? more = null) => new(nameof(QuartzHostedService), builder =>
    {
        builder.Services.AddSingleton(new LongJob.Script(begun, mayEnd.Task));
        builder.Services.AddQuartz(static quartz => quartz.ScheduleJob<LongJob>(static trigger => trigger.StartNow()));
        builder.Services.AddQuartzHostedService(static options => options.WaitForJobsToComplete = true);
        more?.Invoke(builder);
    });

    private sealed class LongJob(Application application, LongJob.Script script) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            script.Begun.SetResult();
            await script.MayEnd;

            // Long enough for whoever would not wait for it to be noticed.
            await Task.Delay(300, CancellationToken.None);
            application.Note("job ends");
        }

        public sealed record Script(TaskCompletionSource Begun, Task MayEnd);
    }
}
