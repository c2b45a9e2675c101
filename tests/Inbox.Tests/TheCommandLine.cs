using Vahta;

namespace Inbox.Tests;

public sealed class TheCommandLine
{
    [Fact]
    public void Needs_nothing()
    {
        Assert.True(InboxOptions.TryParse([], out var options, out _));

        var folder = Path.Combine(Environment.CurrentDirectory, "artifacts", "inbox");
        Assert.Equal(new(folder, Path.Combine(folder, "inbox.db"), Schedule.Cron("0 7 * * *"), null), options);
    }

    [Fact]
    public void Takes_a_folder_a_database_and_a_time()
    {
        string[] args = ["--folder", "/tmp/in", "--database", "/tmp/x.db", "--daily", "30 6 * * 1", "--for", "3s"];

        Assert.True(InboxOptions.TryParse(args, out var options, out _));
        Assert.Equal(new("/tmp/in", "/tmp/x.db", Schedule.Cron("30 6 * * 1"), TimeSpan.FromSeconds(3)), options);
    }

    [Theory]
    [InlineData("--for", "3")]
    [InlineData("--for", "soon")]
    [InlineData("--for")]
    [InlineData("--daily", "at seven")]
    [InlineData("--daily", "99 7 * * *")]
    [InlineData("--nonsense")]
    [InlineData("stray")]
    public void Is_refused_with_exit_code_2(params string[] args)
    {
        Assert.False(InboxOptions.TryParse(args, out _, out var exitCode));
        Assert.Equal(2, exitCode);
    }

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("3s", 3)]
    [InlineData("1.5s", 1.5)]
    [InlineData("2m", 120)]
    [InlineData("1h", 3600)]
    public void Writes_times_with_a_unit(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));

    [Theory]
    [InlineData("3", "'3' has no unit: write 3s for seconds, or use ms, m or h.")]
    [InlineData("1.5", "'1.5' has no unit: write 1.5s for seconds, or use ms, m or h.")]
    [InlineData("", "'' is not a length of time: write for example 500ms, 3s, 2m or 1h; at most 40 days.")]
    [InlineData("s", "'s' is not a length of time: write for example 500ms, 3s, 2m or 1h; at most 40 days.")]
    [InlineData("-3s", "'-3s' is not a length of time: write for example 500ms, 3s, 2m or 1h; at most 40 days.")]
    [InlineData("0s", "'0s' is not a length of time: write for example 500ms, 3s, 2m or 1h; at most 40 days.")]
    [InlineData("9999h", "'9999h' is not a length of time: write for example 500ms, 3s, 2m or 1h; at most 40 days.")]
    public void Says_how_to_write_a_time_that_it_refuses(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Duration.Parse(text)).Message);

    [Theory]
    [InlineData("500ms")]
    [InlineData("90s")]
    [InlineData("2m")]
    [InlineData("1h")]
    public void Repeats_a_time_as_it_was_written(string text) => Assert.Equal(text, Duration.Format(Duration.Parse(text)));
}
