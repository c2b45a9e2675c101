namespace Vahta.Units;

/// <summary>A time that may not have come: what a <c>TimeSpan?</c> says, in half the room.</summary>
internal readonly struct Moment
{
    // So that a moment nobody has set has not come.
    private readonly long _ticksAndOne;

    private Moment(long ticksAndOne) => _ticksAndOne = ticksAndOne;

    public static implicit operator Moment(TimeSpan? time) => new(time is { } come ? come.Ticks + 1 : 0);

    public static implicit operator TimeSpan?(Moment moment) => moment._ticksAndOne == 0 ? null : TimeSpan.FromTicks(moment._ticksAndOne - 1);
}
