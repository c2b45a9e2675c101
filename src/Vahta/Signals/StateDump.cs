using Vahta.Reports;
using Vahta.Supervision;
using Vahta.Telemetry;

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

    // A lifespan that is held awaits nothing.
    private string Text() => string.Join('\n', LiveSnapshot.Take(engine, static () => null, static _ => true, int.MaxValue).Units.Select(SnapshotText.Line));
}
