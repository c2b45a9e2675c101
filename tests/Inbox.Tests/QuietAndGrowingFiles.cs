namespace Inbox.Tests;

public sealed class QuietAndGrowingFiles
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly QuietFiles _files = new(TimeSpan.FromSeconds(1));

    [Fact]
    public void A_file_last_written_long_ago_is_quiet_at_first_sight() =>
        Assert.Equal(["f"], Pick(second: 0, length: 10, written: -60));

    [Fact]
    public void A_file_just_written_is_quiet_a_second_later()
    {
        Assert.Empty(Pick(second: 0, length: 10, written: 0));
        Assert.Empty(Pick(second: 0.5, length: 10, written: 0));
        Assert.Equal(["f"], Pick(second: 1, length: 10, written: 0));
    }

    [Fact]
    public void A_growing_file_is_not_quiet()
    {
        for (var second = 0; second < 10; second++)
            Assert.Empty(Pick(second, length: second, written: second - 0.5));
    }

    [Fact]
    public void A_file_whose_clock_is_a_little_ahead_is_quiet_when_it_has_not_changed_for_a_second()
    {
        Assert.Empty(Pick(second: 0, length: 10, written: 0.9));
        Assert.Equal(["f"], Pick(second: 1, length: 10, written: 0.9));
    }

    [Fact]
    public void A_clock_set_back_keeps_no_file_waiting() => Assert.Equal(["f"], Pick(second: -3600, length: 10, written: 0));

    private IReadOnlyList<string> Pick(double second, long length, double written) =>
        _files.Pick([new("f", length, Noon.AddSeconds(written))], Noon.AddSeconds(second));
}
