using System.Globalization;

namespace Inbox;

/// <summary>A length of time as it is written on the command line: <c>500ms</c>, <c>3s</c>, <c>2m</c>, <c>1.5h</c>.</summary>
internal static class Duration
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);   // a timer's limit is 49 days

    private static readonly (string Suffix, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),   // before "s", which also ends it
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
    ];

    /// <summary>A <see cref="FormatException"/> says what is wrong and how to write it instead.</summary>
    public static TimeSpan Parse(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            throw new FormatException($"'{text}' has no unit: write {text}s for seconds, or use ms, m or h.");

        foreach (var (suffix, length) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(
                    text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                && count > 0 && count <= Longest / length)
                return length * count;
        }

        throw new FormatException($"'{text}' is not a length of time: write for example 500ms, 3s, 2m or 1h; at most 40 days.");
    }

    /// <summary>The largest unit that leaves no fraction: 90 s is <c>90s</c>, 120 s is <c>2m</c>.</summary>
    public static string Format(TimeSpan time)
    {
        var (suffix, length) = Units.LastOrDefault(unit => time.Ticks % unit.Length.Ticks == 0, Units[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{time / length}{suffix}");
    }
}
