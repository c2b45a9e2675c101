using Vahta.Deadlines;
using Vahta.Stopping;

namespace Vahta.Tests.Stopping;

public sealed class StopBudgetTests
{
    [Theory]
    [InlineData(25, 25, 2.5)]
    [InlineData(10, 10, 1)]
    [InlineData(100, 100, 2.5)]
    [InlineData(0, 5, 0.5)]
    public void G2_a_reserve_of_a_tenth_and_at_most_two_and_a_half_seconds_is_kept_for_the_end(double budget, double whole, double reserve)
    {
        var stop = new StopBudget(Seconds(100), Seconds(budget));

        Assert.Equal(Seconds(100 + whole), stop.End);
        Assert.Equal(Seconds(100 + whole - reserve), stop.UnitsUntil);
        Assert.Equal(Seconds(100 + whole - (reserve / 2)), stop.WatchAt);
        Assert.Equal(Seconds(reserve / 2), stop.Leftovers);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.001, false)]
    [InlineData(25, false)]
    public void S46_only_no_budget_at_all_is_a_hurry(double budget, bool isHurry) =>
        Assert.Equal(isHurry, new StopBudget(default, Seconds(budget)).IsHurry);

    [Fact]
    public void I11_an_infinite_budget_never_ends_and_shrinks_nobody()
    {
        var stop = new StopBudget(Seconds(1), Instant.Never);
        var own = stop.Own(Seconds(3600));

        var share = stop.ShareOf(Seconds(1000), own, ChainLength.Of(own));

        Assert.Equal((Instant.Never, Instant.Never, Instant.Never), (stop.End, stop.UnitsUntil, stop.WatchAt));
        Assert.Equal((Seconds(3600), Seconds(1)), (share.Grace, share.Abort));
        Assert.Equal(Instant.Never, stop.Own(Instant.Never).Grace);
        Assert.True(stop.Leftovers > TimeSpan.Zero);
    }

    [Fact]
    public void S46_an_infinite_grace_is_cut_to_what_the_budget_has()
    {
        var stop = new StopBudget(default, Seconds(25));
        var own = stop.Own(Instant.Never);

        var share = stop.ShareOf(default, own, ChainLength.Of(own));

        Assert.Equal(Seconds(22.5), share.Total, Close);
        Assert.True(share.Abort > Seconds(0.5));
    }

    [Fact]
    public void G2_a_share_is_what_was_asked_for_while_the_chain_fits()
    {
        var stop = new StopBudget(default, Seconds(25));
        var own = stop.Own(Seconds(10));

        var share = stop.ShareOf(default, own, ChainLength.Of(own).Plus(ChainLength.Of(own)));

        Assert.Equal((Seconds(10), Seconds(1)), (share.Grace, share.Abort));
        Assert.Equal(Seconds(11), share.Reserved);
    }

    [Fact]
    public void G2_parts_shrink_alike_above_their_floor_when_the_chain_does_not_fit()
    {
        // Two units of 10 s + 1 s in 9 s: the floors are 4 × 0.1 s, of the other 21.6 s there are 8.6.
        var stop = new StopBudget(default, Seconds(10));
        var own = stop.Own(Seconds(10));

        var share = stop.ShareOf(default, own, ChainLength.Of(own).Plus(ChainLength.Of(own)));

        Assert.Equal(Seconds(0.1 + (9.9 * 8.6 / 21.6)), share.Grace, Close);
        Assert.Equal(Seconds(0.1 + (0.9 * 8.6 / 21.6)), share.Abort, Close);
        Assert.Equal(TimeSpan.Zero, share.Grantable(default, share.Total, Seconds(1)));
    }

    [Fact]
    public void G2_where_not_even_the_floors_fit_each_gets_its_floor_while_any_time_is_left()
    {
        var stop = new StopBudget(default, Seconds(10));
        var own = stop.Own(Seconds(10));
        var chain = ChainLength.Of(own);

        var tight = stop.ShareOf(Seconds(8.85), own, chain);
        var over = stop.ShareOf(Seconds(9.5), own, chain);

        Assert.Equal((Seconds(0.1), Seconds(0.05)), (tight.Grace, tight.Abort));
        Assert.Equal(TimeSpan.Zero, over.Total);
    }

    [Theory]
    [InlineData(10, 1, 1, 10 / 11.0, 1 / 11.0)]
    [InlineData(0.5, 0.2, 1, 0.5, 0.2)]
    [InlineData(0, 1, 1, 0, 1)]
    public void E4_a_hurried_share_is_within_its_limit_with_both_parts_reduced_alike(double grace, double abort, double limit, double cutGrace, double cutAbort)
    {
        var share = new StopShare(Seconds(grace), Seconds(abort)).AtMost(Seconds(limit));

        Assert.Equal(Seconds(cutGrace), share.Grace, Close);
        Assert.Equal(Seconds(cutAbort), share.Abort, Close);
    }

    [Fact]
    public void E4_a_hurried_infinite_grace_is_within_the_limit()
    {
        var share = new StopShare(Instant.Never, Seconds(0.4)).AtMost(Seconds(1));

        Assert.Equal((Seconds(0.6), Seconds(0.4)), (share.Grace, share.Abort));
    }

    [Theory]
    [InlineData(0, 11, 3, 3)]
    [InlineData(0, 11, 60, 6.5)]
    [InlineData(5, 6, 60, 6.5)]
    [InlineData(5, 1, 60, 11.5)]
    public void S51_an_extension_is_at_most_what_the_later_units_can_spare(double now, double ownLeft, double by, double granted)
    {
        // 22.5 s for units, 5 s of which later ones need.
        var share = new StopShare(Seconds(10), Seconds(1)) { Until = Seconds(22.5), Reserved = Seconds(5) };

        Assert.Equal(Seconds(granted), share.Grantable(Seconds(now), Seconds(ownLeft), Seconds(by)));
    }

    private static readonly IEqualityComparer<TimeSpan> Close = EqualityComparer<TimeSpan>.Create((a, b) => (a - b).Duration() < TimeSpan.FromMicroseconds(1));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
