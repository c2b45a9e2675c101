namespace Vahta.Units;

/// <summary>When a unit's latest run did what, as times since the dispatcher was made; null where it did not.</summary>
internal sealed class UnitTimes
{
    public TimeSpan Since { get; set; }

    public TimeSpan? Awaiting { get; set; }

    public TimeSpan? Began { get; set; }

    public TimeSpan? Ready { get; set; }

    /// <summary>When its first run was ready: the start's part in it.</summary>
    public TimeSpan? FirstReady { get; set; }

    public TimeSpan? Told { get; set; }

    public TimeSpan? Ended { get; set; }

    public void Begin(TimeSpan now)
    {
        Began = now;
        Ready = Told = Ended = null;
    }
}
