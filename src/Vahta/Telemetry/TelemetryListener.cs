using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Telemetry;

/// <summary>Says what happens to the meter and the activity source.</summary>
internal sealed class TelemetryListener : EventListener
{
    private readonly Engine _engine;
    private readonly UnitPhases _phases = new();
    private readonly Measurements _measurements;
    private readonly Traces _traces;

    /// <summary>Listens from the start, or where somebody has come to listen later, from there.</summary>
    public TelemetryListener(Turn turn, Engine engine, Action<Exception> cutOff)
        : base(engine.Events.Open(), cutOff)
    {
        _engine = engine;
        var isStarting = engine.State == DispatcherState.Starting;
        _measurements = new(engine.StartedAt);
        _traces = new(isStarting ? engine.Clock.DateOf(engine.StartedAt) : null);
        foreach (var unit in engine.Graph.Units)
        {
            Pick(turn, unit);
        }

        UnitCount.Enter(engine);
    }

    protected override void Write(LifecycleEvent happened)
    {
        var phase = _phases.Follow(happened);
        _measurements.Write(happened, phase);
        _traces.Write(happened, phase);
    }

    protected override void Close() => UnitCount.Leave(_engine);

    private void Pick(Turn turn, Unit unit)
    {
        if (unit is { State: UnitState.Starting or UnitState.Stopping, Run: { } run })
        {
            _phases.Begin(unit.Name, run.Number, new(unit.State == UnitState.Stopping, _engine.Clock.DateOf(unit.Since)));
        }
    }
}
