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
        return string.Join('\n', snapshot.Units.Select(unit => Line(unit, unit.AwaitingAt)).Prepend($"{snapshot.State}{reason}"));
    }

    /// <param name="unit">The unit's row.</param>
    /// <param name="awaitingAt">Where it awaits, as far as that is known.</param>
    public static string Line(UnitSnapshot unit, string? awaitingAt)
    {
        var text = new StringBuilder($"{unit.Name} {unit.State} for {Durations.Text(unit.For)}");
        text.Append(unit.WaitingFor.Count > 0 ? $", waiting for {string.Join(" -> ", unit.WaitingFor)}" : "");
        text.Append(unit.BlockedBy.Count > 0 ? $", blocked by {string.Join(", ", unit.BlockedBy)}" : "");
        text.Append(unit.NextRun is { } next ? $", next run {Occurrence.Text(next)}" : "");
        text.Append(unit.GraceLeft is { } left ? $", {Durations.Text(left)} of its grace left" : "");
        text.Append(awaitingAt is not null ? $", awaiting at {awaitingAt}" : "");
        return text.Append(unit.Status is not null ? $", {unit.Status}" : "").ToString();
    }
}
