namespace Vahta.Signals;

/// <summary>Counts how often somebody asked the process to stop. What comes within a moment is one press: a terminal and a shell both tell.</summary>
internal sealed class PressCounter
{
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private TimeSpan? _latest;

    public int Count { get; private set; }

    /// <summary>A signal arrived; true where it counts as a new press.</summary>
    public bool Press(TimeSpan now)
    {
        if (_latest is { } latest && now - latest < Moment)
        {
            return false;
        }

        _latest = now;
        Count++;
        return true;
    }
}
