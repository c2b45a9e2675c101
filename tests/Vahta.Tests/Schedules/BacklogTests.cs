using Vahta.Schedules;

namespace Vahta.Tests.Schedules;

/// <summary>Who may begin, by tables: how many are taken on, and how many of them run, when five are offered at once.</summary>
public sealed class BacklogTests
{
    [Theory]
    [InlineData(Overlap.Skip, false, 1, 1)]
    [InlineData(Overlap.Skip, true, 5, 1)]
    [InlineData(Overlap.Queue, false, 5, 1)]
    [InlineData(Overlap.Parallel, false, 5, 5)]
    public void What_is_taken_on_and_what_runs(Overlap overlap, bool mayWait, int accepted, int running)
    {
        var backlog = new Backlog(overlap);

        Assert.Equal(accepted, Enumerable.Range(0, 5).Count(_ => backlog.Offer(One, mayWait)));
        Assert.Equal(running, Enumerable.Range(0, 9).Count(_ => backlog.TryTake(out var _)));
        Assert.Equal(accepted - running, backlog.Clear().Count);
    }

    [Theory]
    [InlineData(Overlap.Skip)]
    [InlineData(Overlap.Queue)]
    public void The_next_may_begin_when_the_one_before_has_ended(Overlap overlap)
    {
        var backlog = new Backlog(overlap);
        backlog.Offer(One, mayWait: true);
        backlog.Offer(One, mayWait: true);
        Assert.True(backlog.TryTake(out _));
        Assert.False(backlog.TryTake(out _));

        backlog.Ended();

        Assert.True(backlog.TryTake(out _));
    }

    [Fact]
    public void So_many_may_wait_and_no_more()
    {
        var backlog = new Backlog(Overlap.Queue);

        Assert.Equal(Backlog.MostWaiting, Enumerable.Range(0, 1000).Count(_ => backlog.Offer(One)));
    }

    private static Occurrence One => new(DateTimeOffset.UnixEpoch);
}
