using CsCheck;
using Vahta.Deadlines;

namespace Vahta.Tests.Deadlines;

public sealed class InstantTests
{
    private static readonly Gen<TimeSpan> s_times = Gen.Long[0, long.MaxValue].Select(TimeSpan.FromTicks);

    [Fact]
    public void The_end_of_time_absorbs_whatever_is_added_to_it() =>
        s_times.Sample(duration => Instant.Never.Plus(duration) == Instant.Never);

    [Fact]
    public void Adding_never_overflows_and_never_goes_back() =>
        Gen.Select(s_times, s_times).Sample((instant, duration) =>
            instant.Plus(duration) >= instant
            && (instant.Plus(duration) == Instant.Never || instant.Plus(duration) - instant == duration));

    [Fact]
    public void Time_left_is_never_negative_and_endless_until_never() =>
        Gen.Select(s_times, s_times).Sample((instant, now) =>
            instant.Since(now) >= TimeSpan.Zero
            && Instant.Never.Since(now) == Instant.Never
            && (instant < now || instant == Instant.Never || now.Plus(instant.Since(now)) == instant));
}
