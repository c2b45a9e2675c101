using System.Globalization;

namespace Vahta.Deadlines;

/// <summary>Durations as people read them: <c>250 ms</c>, <c>5 s</c>, <c>1 min 30 s</c>.</summary>
internal static class Durations
{
    public static string Text(TimeSpan duration) => duration switch
    {
        _ when duration == TimeSpan.MaxValue => "unlimited",
        { TotalMilliseconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.#} ms"),
        { TotalMilliseconds: < 999.5 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.##} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(duration.TotalMinutes):0} min {duration.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(duration.TotalHours):0} h {duration.Minutes} min"),
    };
}
