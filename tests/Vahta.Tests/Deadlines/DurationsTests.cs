using CsCheck;
using Vahta.Deadlines;

namespace Vahta.Tests.Deadlines;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.25, "0.3 ms")]
    [InlineData(1, "1 ms")]
    [InlineData(250, "250 ms")]
    [InlineData(999.4, "999 ms")]
    [InlineData(999.7, "1 s")]
    [InlineData(1000, "1 s")]
    [InlineData(1500, "1.5 s")]
    [InlineData(22_500, "22.5 s")]
    [InlineData(90_000, "90 s")]
    [InlineData(120_000, "2 min 0 s")]
    [InlineData(150_000, "2 min 30 s")]
    [InlineData(7_199_000, "119 min 59 s")]
    [InlineData(7_200_000, "2 h 0 min")]
    [InlineData(90_060_000, "25 h 1 min")]
    public void A_duration_is_written_as_people_read_it(double milliseconds, string text) =>
        Assert.Equal(text, Durations.Text(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void The_end_of_time_is_unlimited() => Assert.Equal("unlimited", Durations.Text(TimeSpan.MaxValue));

    // 119.998 s must not read "120 s" beside "2 min 0 s", nor any number of a smaller unit reach the larger.
    [Fact]
    public void No_part_reaches_the_next_larger_unit() =>
        Gen.Long[0, TimeSpan.TicksPerDay].Sample(ticks =>
        {
            var parts = Durations.Text(TimeSpan.FromTicks(ticks)).Split(' ');
            return parts is [var number, "ms"] ? Value(number) < 1000
                : parts is [var seconds, "s"] ? Value(seconds) is >= 1 and <= 120
                : parts is [var minutes, "min", var rest, "s"] ? Value(minutes) is >= 2 and < 120 && Value(rest) < 60
                : parts is [var hours, "h", var left, "min"] && Value(hours) >= 2 && Value(left) < 60;
        });

    private static double Value(string number) => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
}
