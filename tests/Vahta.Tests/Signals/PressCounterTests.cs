using CsCheck;
using Vahta.Signals;

namespace Vahta.Tests.Signals;

public sealed class PressCounterTests
{
    [Theory]
    [InlineData(new[] { 0 }, 1)]
    [InlineData(new[] { 0, 0 }, 1)]
    [InlineData(new[] { 0, 99 }, 1)]
    [InlineData(new[] { 0, 100 }, 2)]
    [InlineData(new[] { 0, 50, 99, 250 }, 2)]
    [InlineData(new[] { 0, 1000, 2000 }, 3)]
    [InlineData(new[] { 0, 1000, 1020, 2000, 2099 }, 3)]
    public void E4_signals_within_a_tenth_of_a_second_are_one_press(int[] milliseconds, int presses)
    {
        var counter = new PressCounter();

        foreach (var at in milliseconds)
        {
            counter.Press(TimeSpan.FromMilliseconds(at));
        }

        Assert.Equal(presses, counter.Count);
    }

    [Fact]
    public void E4_a_signal_says_whether_it_was_a_new_press()
    {
        var counter = new PressCounter();

        Assert.True(counter.Press(TimeSpan.FromSeconds(1)));
        Assert.False(counter.Press(TimeSpan.FromSeconds(1.05)));
        Assert.True(counter.Press(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void E4_presses_that_are_counted_are_never_closer_than_a_tenth_of_a_second() =>
        Gen.Int[0, 300].Array[1, 30].Sample(gaps =>
        {
            var counter = new PressCounter();
            var now = TimeSpan.Zero;
            var counted = new List<TimeSpan>();
            foreach (var gap in gaps)
            {
                now += TimeSpan.FromMilliseconds(gap);
                if (counter.Press(now))
                {
                    counted.Add(now);
                }
            }

            Assert.Equal(counted.Count, counter.Count);
            Assert.All(counted.Zip(counted.Skip(1)), pair => Assert.True(pair.Second - pair.First >= PressCounter.Moment));
        }, threads: 1);
}
