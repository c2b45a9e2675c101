using System.Text;
using Vahta.Deadlines;

namespace Vahta.Reports;

/// <summary>A report as text for people: what happened and why, then a row a unit, the slowest first.</summary>
internal static class ReportTable
{
    private static readonly string[] s_head = ["unit", "kind", "state", "waited to start", "starting", "waited to stop", "stopping", "note"];

    public static string Of(RunReport report)
    {
        var text = new StringBuilder()
            .AppendLine($"Stopped: {report.Reason}. Exit code {report.ExitCode}.")
            .AppendLine($"Start {Durations.Text(report.Starting)}{(report.StartCompleted ? "" : " (not completed)")}{Chain(report.StartCriticalChain)}")
            .AppendLine($"Run   {Durations.Text(report.Running)}")
            .AppendLine($"Stop  {Durations.Text(report.Stopping)}{Chain(report.StopCriticalChain)}");
        foreach (var later in report.LaterReasons)
        {
            text.AppendLine($"Later: {later}");
        }

        Rows(text, report);
        foreach (var error in report.Errors)
        {
            var owner = error is UnitTimeoutException ? null : report.Units.FirstOrDefault(unit => unit.Errors.Contains(error, ReferenceEqualityComparer.Instance));
            text.AppendLine($"Error: {(owner is null ? "" : $"unit '{owner.Name}': ")}{Text(error)}");
        }

        return text.ToString().TrimEnd();
    }

    private static void Rows(StringBuilder text, RunReport report)
    {
        if (report.Units.Count == 0)
        {
            return;
        }

        List<string[]> rows = [s_head, .. report.Units.OrderByDescending(unit => unit.Starting + unit.Stopping).Select(Row)];
        var widths = Enumerable.Range(0, s_head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private static string[] Row(UnitReport unit) =>
    [
        unit.Name,
        unit.Kind.ToString().ToLowerInvariant(),
        unit.State.ToString(),
        Durations.Text(unit.WaitedToStart),
        Durations.Text(unit.Starting),
        Durations.Text(unit.WaitedToStop),
        Durations.Text(unit.Stopping),
        Note(unit),
    ];

    private static string Note(UnitReport unit) =>
        unit.AwaitingAt is not null ? $"awaiting at {unit.AwaitingAt}"
        : unit.Errors.Count > 0 ? unit.Errors[0].GetType().Name
        : unit.SkippedBecauseOf is not null ? $"because of {unit.SkippedBecauseOf}"
        : unit.Status is not null ? $"last said: {unit.Status}"
        : "";

    // Our own errors are sentences that say everything; of others the type is half of what they say.
    private static string Text(Exception error) =>
        error is UnitTimeoutException or DispatcherConfigurationException ? error.Message : $"{error.GetType().Name}: {error.Message}";

    private static string Chain(IReadOnlyList<string> chain) => chain.Count == 0 ? "" : $", critical chain {string.Join(" -> ", chain)}";
}
