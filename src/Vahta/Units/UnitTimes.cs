namespace Vahta.Units;

/// <summary>When a unit's latest run did what, as times since the dispatcher was made; null where it did not. It is part of its unit.</summary>
internal struct UnitTimes
{
    private Moment _awaiting;
    private Moment _began;
    private Moment _ready;
    private Moment _firstReady;
    private Moment _told;
    private Moment _ended;

    public TimeSpan Since { get; set; }

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

    /// <summary>When its first run was ready: the start's part in it.</summary>
    public TimeSpan? FirstReady
    {
        readonly get => _firstReady;
        set => _firstReady = value;
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

    public void Begin(TimeSpan now)
    {
        Began = now;
        Ready = Told = Ended = null;
    }
}
