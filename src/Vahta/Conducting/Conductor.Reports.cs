using Vahta.Diagnosis;
using Vahta.Supervision;

namespace Vahta.Conducting;

/// <content>The report: as things stand, at the end, and where nobody can wait for the end.</content>
internal sealed partial class Conductor
{
    /// <summary>The report as things stand.</summary>
    public RunReport ReportSoFar()
    {
        using var turn = Engine.Enter();
        return _reports.Write(turn);
    }

    // The report at the end, with the exit code the program maps it to.
    private RunReport WriteReport()
    {
        var report = ReportSoFar();
        try
        {
            return _exitCode is { } map ? report with { ExitCode = map(report) } : report;
        }
        catch (Exception exception)
        {
            Hooks.Tell("DispatcherOptions.ExitCode", [exception]);
            return ReportSoFar();
        }
    }

    // For the last resort: waits for nobody, and calls nothing of the program's.
    private RunReport? ReportAtLast(bool withSites)
    {
        if (!Engine.TryEnter(TimeSpan.FromMilliseconds(50), out var turn))
        {
            return null;
        }

        RunReport report;
        List<Task?> tasks;
        using (turn)
        {
            report = _reports.Write(turn);
            tasks = withSites ? [.. Engine.Graph.Units.Select(unit => unit.IsLive ? unit.Run?.Task : null)] : [];
        }

        return withSites ? report with { Units = WithSites(report.Units, tasks) } : report;
    }

    private static UnitReport[] WithSites(IReadOnlyList<UnitReport> rows, List<Task?> tasks)
    {
        UnitReport[] seen = [.. rows];
        var live = Enumerable.Range(0, seen.Length).Where(index => tasks[index] is not null);
        foreach (var index in live.Take(LateRuns.MostLooks))
        {
            seen[index] = seen[index] with { AwaitingAt = AwaitTrace.Find(tasks[index]!)?.ToString() };
        }

        return seen;
    }
}
