using System.Text;
using Vahta.Deadlines;
using Vahta.Schedules;

namespace Vahta.Reports;

/// <summary>A snapshot as text for people: a line a unit.</summary>
internal static class SnapshotText
{
    public static string Of(DispatcherSnapshot snapshot)
    {
        var reason = snapshot.Reason is null ? "" : $": {snapshot.Reason}";
        return string.Join('\n', snapshot.Units.Select(Line).Prepend($"{snapshot.State}{reason}"));
    }

    public static string Line(UnitSnapshot unit)
    {
        var text = new StringBuilder($"{unit.Name} {unit.State} for {Durations.Text(unit.For)}");
        text.Append(Again(unit.RestartsIn)).Append(After(unit.Failure));
        text.Append(unit.Waits.Count > 0 ? $", waiting for {string.Join(" -> ", unit.Waits)}" : "");
        text.Append(unit.BlockedBy.Count > 0 ? $", blocked by {string.Join(", ", unit.BlockedBy)}" : "");
        text.Append(unit.NextRun is { } next ? $", next run {Occurrence.Text(next)}" : "");
        text.Append(unit.GraceLeft is { } left ? $", {Durations.Text(left)} of its grace left" : "");
        return text.Append(At(unit.AwaitingAt)).Append(unit.Status is not null ? $", {unit.Status}" : "").ToString();
    }

    public static string Of(UnitWait wait) =>
        $"{wait.Unit} ({wait.State} for {Durations.Text(wait.For)}{Again(wait.RestartsIn)}{After(wait.Failure)}{At(wait.AwaitingAt)})";

    private static string Again(TimeSpan? restartsIn) => restartsIn is { } time ? $", again in {Durations.Text(time)}" : "";

    private static string After(Exception? failure) => failure is null ? "" : $", after {failure.GetType().Name}: {failure.Message}";

    private static string At(string? awaitingAt) => awaitingAt is null ? "" : $", awaiting at {awaitingAt}";
}
