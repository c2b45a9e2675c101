using CsCheck;
using Vahta.Supervision;

namespace Vahta.Tests.Restarting;

public sealed class BackoffTests
{
    private const double Middle = 0.5;

    private static readonly Backoff s_default = Backoff.Of(RestartPolicy.OnFailure);

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(3, 400)]
    [InlineData(9, 25_600)]
    [InlineData(10, 30_000)]
    [InlineData(10_000, 30_000)]
    [InlineData(int.MaxValue, 30_000)]
    public void S20_the_delay_doubles_up_to_its_cap_and_never_overflows(int failures, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), s_default.Delay(failures, Middle));

    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(0.25, 0.9)]
    [InlineData(0.999999, 1.2)]
    public void S20_jitter_makes_a_delay_up_to_a_fifth_shorter_or_longer(double draw, double part) =>
        Assert.Equal(1000 * part, (s_default with { First = TimeSpan.FromSeconds(1) }).Delay(1, draw).TotalMilliseconds, tolerance: 0.01);

    [Fact]
    public void No_delay_is_none_however_often_it_is_doubled() => Assert.Equal(TimeSpan.Zero, new Backoff(TimeSpan.Zero, TimeSpan.FromSeconds(30), 0.2).Delay(10_000, 0.9));

    [Fact]
    public void A_cap_below_the_first_delay_is_every_delay() =>
        Assert.Equal(TimeSpan.FromSeconds(1), new Backoff(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), 0).Delay(1, Middle));

    [Fact]
    public void S20_every_delay_stays_within_the_jitter_of_the_cap_and_without_it_never_shrinks() =>
        Gen.Select(Gen.Long[0, TimeSpan.TicksPerDay], Gen.Long[1, TimeSpan.TicksPerDay * 30], Gen.Double[0, 1], Gen.Int[1, 20_000], Gen.Double[0, 0.999])
            .Sample((first, cap, jitter, failures, draw) =>
            {
                var backoff = new Backoff(new(first), new(cap), jitter);
                Assert.InRange(backoff.Delay(failures, draw).Ticks, 0, (cap * (1 + jitter)) + 1);
                Assert.True((backoff with { Jitter = 0 }).Delay(failures, draw) <= (backoff with { Jitter = 0 }).Delay(failures + 1, draw));
            });
}
