using Vahta.Deadlines;
using Vahta.Stopping;
using Vahta.Supervision;

namespace Vahta.Conducting;

/// <summary>Ends a dispatcher that has been up for as long as it may, as if all work were done.</summary>
internal sealed class Uptime(Engine engine, StopSequence stop) : Alarm
{
    private TimeSpan _limit;

    /// <summary>Counts from now; a part of the time, drawn at random, is left out.</summary>
    public void Begin(Turn turn, TimeSpan limit, double jitter)
    {
        _limit = limit * (1 - (jitter * engine.Draw()));
        engine.Clock.Deadlines.Set(this, turn.Now.Plus(_limit));
    }

    public override void Ring(Turn turn) =>
        stop.Announce(turn, new() { Cause = StopCause.Requested, Message = $"it has been up for {Durations.Text(_limit)}, which is its MaxUptime" });
}
