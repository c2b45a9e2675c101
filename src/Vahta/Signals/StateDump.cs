using System.Text;
using Vahta.Deadlines;
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

    private string Text()
    {
        var text = new StringBuilder();
        foreach (var (unit, row, run) in Rows())
        {
            var site = run is null ? null : LateRuns.Describe(run);
            text.Append($"{unit} {row.State} for {Durations.Text(row.For)}");
            text.Append(row.WaitingFor.Count > 0 ? $", waiting for {string.Join(" -> ", row.WaitingFor)}" : "");
            text.Append(row.BlockedBy.Count > 0 ? $", blocked by {string.Join(", ", row.BlockedBy)}" : "");
            text.Append(row.GraceLeft is { } left ? $", {Durations.Text(left)} of its grace left" : "");
            text.Append(site is not null ? $", awaiting at {site}" : "");
            text.AppendLine(row.Status is not null ? $", {row.Status}" : "");
        }

        return text.ToString();
    }

    // The runs are taken under the lock, the looks outside it. A lifespan that is held awaits nothing.
    private List<(string Unit, UnitSnapshot Row, UnitRun? Run)> Rows()
    {
        using var turn = engine.Enter();
        var snapshot = SnapshotWriter.Write(turn, engine, null);
        List<Unit> units = [.. engine.Graph.Units];
        return [.. snapshot.Units.Select((row, index) => (row.Name, row, units[index].Run is { Phase: not (RunPhase.Queued or RunPhase.Held) } run ? run : null))];
    }
}
