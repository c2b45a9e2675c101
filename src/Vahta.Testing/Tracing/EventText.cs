using System.Globalization;
using System.Text;

namespace Vahta.Testing.Tracing;

/// <summary>An event as a line of the timeline.</summary>
internal static class EventText
{
    public static string Of(LifecycleEvent happened)
    {
        var name = Words(happened.GetType().Name);
        return happened switch
        {
            StopAnnounced stop => $"{name}: {stop.Reason}",
            StopAskedAgain again => $"{name}: {again.Reason}",
            DispatcherStopped stopped => $"{name} with exit code {stopped.ExitCode}",
            HookFailed hook => $"{name}: {hook.Hook}: {Of(hook.Exception)}",
            UnitStarting => $"{name}, run {happened.Run}",
            UnitFailed failed => $"{name}: {Of(failed.Exceptions)}",
            UnitRestarting { Exceptions.Count: > 0 } again => $"{name}: {Of(again.Exceptions)}",
            UnitItemFailed item => $"{name}: {item.Item}: {Of(item.Exceptions)}",
            GroupRestarting group => $"{name} because of {group.Because}",
            GroupFailed group => $"{name} because of {group.Because}",
            GroupCompleted group => $"{name} with {group.Because}",
            UnitSkipped skipped => $"{name} because of {skipped.Cause ?? "the stop"}",
            UnitAbandoned abandoned => $"{name} at {abandoned.AwaitingAt ?? "an unknown place"}",
            UnitEndedLate { Exceptions.Count: > 0 } late => $"{name}: {Of(late.Exceptions)}",
            UnitStatusChanged status => $"{name}: {status.Status}",
            UnitReloaded { Exception: { } exception } => $"{name}: {Of(exception)}",
            UnitOccurrenceStarted started => $"{name}, of {Of(started.Planned)}{(started.IsByRequest ? ", asked for" : "")}",
            UnitOccurrenceEnded ended => $"{name}, of {Of(ended.Planned)}",
            UnitOccurrenceSkipped skipped => $"{name}, of {Of(skipped.Planned)}",
            UnitOccurrencesMissed missed => $"{name}: {missed.Count}, the first of {Of(missed.First)}",
            _ => name,
        };
    }

    public static string Of(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";

    private static string Of(DateTimeOffset planned) => planned.ToString("yyyy-MM-dd HH:mm:ss.FFFzzz", CultureInfo.InvariantCulture);

    private static string Of(IReadOnlyList<Exception> exceptions) => string.Join("; ", exceptions.Select(Of));

    // UnitEndedLate → ended late
    private static string Words(string type)
    {
        var words = new StringBuilder();
        foreach (var letter in type.StartsWith("Unit", StringComparison.Ordinal) ? type["Unit".Length..] : type)
        {
            if (char.IsUpper(letter) && words.Length > 0)
            {
                words.Append(' ');
            }

            words.Append(char.ToLowerInvariant(letter));
        }

        return words.ToString();
    }
}
