using CsCheck;
using Vahta.Supervision;

namespace Vahta.Tests.Restarting;

public sealed class RestartIntensityTests
{
    [Fact]
    public void S17_as_many_restarts_as_the_limit_are_admitted_and_no_more()
    {
        var intensity = new RestartIntensity(3, Seconds(10));

        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(second => intensity.Admit(Seconds(second))));
    }

    [Fact]
    public void S18_failures_slower_than_the_limit_are_admitted_for_ever()
    {
        var intensity = new RestartIntensity(3, Seconds(9));

        Assert.All(Enumerable.Range(0, 10_000), number => Assert.True(intensity.Admit(Seconds(3 * number))));
    }

    [Fact]
    public void S19_each_restart_counts_until_its_own_window_is_over()
    {
        var intensity = new RestartIntensity(2, Seconds(10));

        Assert.Equal([true, true, false, true, false, true], new double[] { 0, 6, 9.9, 10, 15.9, 16 }.Select(second => intensity.Admit(Seconds(second))));
    }

    [Fact]
    public void A_limit_of_none_admits_none() => Assert.False(new RestartIntensity(0, Seconds(10)).Admit(Seconds(0)));

    [Fact]
    public void Without_a_window_all_restarts_count_and_none_is_kept()
    {
        var intensity = new RestartIntensity(2, TimeSpan.MaxValue);

        Assert.Equal([true, true, false], new double[] { 0, 1e6, 2e6 }.Select(second => intensity.Admit(Seconds(second))));
    }

    [Fact]
    public void Cleared_it_counts_anew()
    {
        var intensity = new RestartIntensity(1, Seconds(10));
        Assert.True(intensity.Admit(Seconds(0)));

        intensity.Clear();

        Assert.Equal([true, false], new double[] { 1, 2 }.Select(second => intensity.Admit(Seconds(second))));
    }

    [Fact]
    public void S17_no_window_of_time_ever_holds_more_restarts_than_the_limit() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 20], Gen.Int[0, 4].Array[1, 60]).Sample((most, window, pauses) =>
        {
            var intensity = new RestartIntensity(most, Seconds(window));
            var admitted = new List<int>();
            var now = 0;
            foreach (var pause in pauses)
            {
                now += pause;
                if (intensity.Admit(Seconds(now)))
                {
                    admitted.Add(now);
                }
                else
                {
                    Assert.Equal(most, admitted.Count(time => time > now - window));
                }
            }

            Assert.All(admitted, end => Assert.InRange(admitted.Count(time => time > end - window && time <= end), 0, most));
        });

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
