using CsCheck;
using Vahta.Units;

namespace Vahta.Tests.Units;

public sealed class TimeLimitTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1000);

    [Fact]
    public void Every_time_from_zero_to_a_thousand_days_is_a_limit_as_it_is() =>
        Gen.Long[0, s_longest.Ticks].Sample(ticks =>
        {
            var limit = TimeLimit.Of(TimeSpan.FromTicks(ticks), "The limit");
            return limit.Value.Ticks == ticks && !limit.IsInfinite;
        });

    [Fact]
    public void No_negative_time_but_the_endless_one_is_a_limit() =>
        Gen.Long[long.MinValue, -1].Where(ticks => ticks != Timeout.InfiniteTimeSpan.Ticks).Sample(ticks =>
        {
            var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => TimeLimit.Of(TimeSpan.FromTicks(ticks), "The limit of 'x'"));
            return thrown.Message.StartsWith("The limit of 'x' is negative", StringComparison.Ordinal);
        });

    [Fact]
    public void A_time_nobody_means_is_no_limit() =>
        Gen.Long[s_longest.Ticks + 1, long.MaxValue].Sample(ticks =>
        {
            var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => TimeLimit.Of(TimeSpan.FromTicks(ticks), "The limit of 'x'"));
            return thrown.Message.Contains("Timeout.InfiniteTimeSpan", StringComparison.Ordinal);
        });

    [Fact]
    public void Endless_is_asked_for_and_longer_than_anything()
    {
        var limit = TimeLimit.Of(Timeout.InfiniteTimeSpan, "The limit");

        Assert.True(limit.IsInfinite);
        Assert.Equal(TimeSpan.MaxValue, limit.Value);
    }

    [Fact]
    public void A_positive_limit_is_any_limit_but_zero()
    {
        Assert.Contains("is zero", Assert.Throws<ArgumentOutOfRangeException>("value", static () => TimeLimit.Positive(TimeSpan.Zero, "The limit", "value")).Message);
        Assert.Equal(TimeSpan.FromTicks(1), TimeLimit.Positive(TimeSpan.FromTicks(1), "The limit").Value);
        Assert.True(TimeLimit.Positive(Timeout.InfiniteTimeSpan, "The limit").IsInfinite);
        Assert.Throws<ArgumentOutOfRangeException>(static () => TimeLimit.Positive(TimeSpan.FromTicks(-1), "The limit"));
    }
}
