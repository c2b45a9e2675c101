using Hangfire;

namespace Vahta.Strangers.Tests;

/// <summary>Hangfire's server, adopted unchanged.</summary>
public sealed class HangfireTests
{
    [Fact]
    public async Task N18_it_works_off_a_job_and_stops_in_its_order()
    {
        await using var application = new Application(nameof(BackgroundJobServerHostedService), static builder =>
        {
            builder.Services.AddHangfire(static hangfire => hangfire.UseInMemoryStorage());
            builder.Services.AddHangfireServer();
        });
        await application.StartAsync();

        application.Services.GetRequiredService<IBackgroundJobClient>().Enqueue<Mail>(static mail => mail.Send());
        await Application.UntilAsync(() => application.Journal.Contains("mail sent"));
        var report = await application.StopAsync();

        var (ready, ended) = application.Order();
        Assert.Equal(["database", "Opener", "BackgroundJobServerHostedService", "front"], ready);
        Assert.Equal(["front", "BackgroundJobServerHostedService", "Opener", "database"], ended);
        Assert.Equal(["database up", "mail sent", "database down"], application.Journal);
        Assert.Equal((0, 0), (report.ExitCode, report.Errors.Count));
    }

    /// <summary>A job; public, because Hangfire calls it by reflection.</summary>
    public sealed class Mail(IServiceProvider services)
    {
        public void Send() => services.GetRequiredService<Application>().Note("mail sent");
    }
}
