using Vahta.Reports;
using Vahta.Supervision;
using Vahta.Telemetry;
using Vahta.Units;

namespace Vahta.Signals;

/// <summary>Writes down what every unit is doing and where it awaits, for SIGUSR1; the application goes on.</summary>
internal sealed class StateDump(Engine engine) : IThreadPoolWorkItem
{
    public void Execute()
    {
        var text = Text();
        try
        {
            if (engine.HasLog)
            {
                LogEvents.Dump(engine.LoggerFor(LogListener.Category), text);
                return;
            }
        }
        catch (Exception exception)
        {
            StandardError.Write($"Vahta: the log failed: {StandardError.Text(exception)}");
        }

        StandardError.Write($"Vahta: state of the dispatcher:\n{text}");
    }

    private string Text() =>
        string.Join('\n', Rows().Select(row => SnapshotText.Line(row.Row, row.Run is null ? null : LateRuns.Describe(row.Run))));

    // The runs are taken under the lock, the looks outside it. A lifespan that is held awaits nothing.
    private List<(UnitSnapshot Row, UnitRun? Run)> Rows()
    {
        using var turn = engine.Enter();
        var snapshot = SnapshotWriter.Write(turn, engine, null);
        List<Unit> units = [.. engine.Graph.Units];
        return [.. snapshot.Units.Select((row, index) => (row, units[index].Run is { Phase: not (RunPhase.Queued or RunPhase.Held) } run ? run : null))];
    }
}
