using Microsoft.Extensions.Logging.Testing;

namespace Inbox.Tests;

public sealed class TheDailySummary : Workspace, IDisposable
{
    private const string Days = "SELECT * FROM inbox_days ORDER BY day";

    private readonly Wake _taken = new(TimeProvider.System, TimeSpan.FromDays(1));

    private Summary Summary => new(Database, _taken, Log);

    public void Dispose() => _taken.Dispose();

    [Fact]
    public async Task Counts_files_rows_and_rejections_of_each_day()
    {
        await LoadAsync("a.csv", "x\n1\n2\n");
        await LoadAsync("b.csv", "x\n1\n");
        Clock.Advance(TimeSpan.FromDays(1));
        await LoadAsync("c.csv", "x\n1\n");
        await LoadAsync("d.csv", "");

        await Summary.UpdateAsync(default);

        Assert.Equal(["2026-05-01|2|3|0", "2026-05-02|1|1|1"], await QueryAsync(Days));
    }

    [Fact]
    public async Task Is_the_same_however_often_it_is_worked_out_and_told_only_when_it_changes()
    {
        await LoadAsync("a.csv", "x\n1\n2\n");
        await Summary.UpdateAsync(default);
        await Summary.UpdateAsync(default);

        Assert.Equal(["2026-05-01|1|2|0"], await QueryAsync(Days));
        Assert.Equal(["2026-05-01: files loaded 1, rows 2, files rejected 0"], Messages());

        await LoadAsync("b.csv", "");
        await Summary.UpdateAsync(default);
        Assert.Equal("2026-05-01: files loaded 1, rows 2, files rejected 1", Messages()[1]);
    }

    [Fact]
    public async Task Begins_a_day_at_local_midnight()
    {
        Clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(3), "east", "east"));
        Clock.Advance(TimeSpan.FromHours(12));      // 22:00 UTC, 01:00 there
        await LoadAsync("a.csv", "x\n1\n");
        await Summary.UpdateAsync(default);

        Assert.Equal(["2026-05-02|1|1|0"], await QueryAsync(Days));
    }

    [Fact]
    public async Task Forgets_a_day_whose_only_rejection_came_again_on_another()
    {
        await LoadAsync("a.csv", "");
        await Summary.UpdateAsync(default);
        Clock.Advance(TimeSpan.FromDays(1));
        await LoadAsync("a.csv", "");
        await Summary.UpdateAsync(default);

        Assert.Equal(["2026-05-02|0|0|1"], await QueryAsync(Days));
    }

    [Fact]
    public async Task Counts_what_was_loaded_just_before_it_was_told_to_stop()
    {
        using var stopping = new CancellationTokenSource();
        var running = Summary.RunAsync(stopping.Token, default);
        await LoadAsync("a.csv", "x\n1\n");
        stopping.Cancel();
        await running;

        Assert.Equal(["2026-05-01|1|1|0"], await QueryAsync(Days));
    }

    private string[] Messages() => [.. Log.Collector.GetSnapshot().Select(record => record.Message)];
}
