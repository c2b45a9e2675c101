namespace Vahta;

/// <content>What health checks ask.</content>
public sealed partial class Dispatcher
{
    /// <summary>Whether everything has been ready once, also while it stops.</summary>
    internal bool WasReady
    {
        get
        {
            using var turn = _conductor.Engine.Enter();
            return _conductor.Engine.ReadyAt is not null;
        }
    }

    /// <summary>Whether it answers within a time.</summary>
    internal bool Answers(TimeSpan patience)
    {
        if (!_conductor.Engine.TryEnter(patience, out var turn))
        {
            return false;
        }

        turn.Dispose();
        return true;
    }
}
