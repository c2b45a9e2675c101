namespace Vahta.Units;

/// <summary>When a unit's latest run did what, as times since the dispatcher was made; null where it did not. It is part of its unit.</summary>
internal struct UnitTimes
{
    private Moment _awaiting;
    private Moment _began;
    private Moment _ready;
    private Moment _told;
    private Moment _ended;

    public TimeSpan? Awaiting
    {
        readonly get => _awaiting;
        set => _awaiting = value;
    }

    public TimeSpan? Began
    {
        readonly get => _began;
        private set => _began = value;
    }

    public TimeSpan? Ready
    {
        readonly get => _ready;
        set => _ready = value;
    }

    public TimeSpan? Told
    {
        readonly get => _told;
        set => _told = value;
    }

    public TimeSpan? Ended
    {
        readonly get => _ended;
        set => _ended = value;
    }

    /// <summary>When it came into a state that it is in; null where that says nothing about its runs.</summary>
    public readonly TimeSpan? Of(UnitState state) => state switch
    {
        UnitState.Pending => Awaiting,
        UnitState.Starting => Began,
        UnitState.Running => Ready,
        UnitState.Stopping => Told,
        UnitState.Skipped => null,
        _ => Ended,
    };

    public void Begin(TimeSpan now)
    {
        Began = now;
        Ready = Told = Ended = null;
    }
}
