using System.Globalization;
using System.Text.RegularExpressions;

namespace Vahta.Hosting.Configuration;

/// <summary>Durations as a configuration writes them: <c>250ms</c>, <c>1.5s</c>, <c>2m</c>, <c>1h</c>, <c>00:00:05</c>, <c>infinite</c>. A bare number is none: nobody knows of what.</summary>
internal static partial class DurationText
{
    public static bool TryRead(string text, out TimeSpan duration)
    {
        text = text.Trim();
        if (text.Equals("infinite", StringComparison.OrdinalIgnoreCase))
        {
            duration = Timeout.InfiniteTimeSpan;
            return true;
        }

        if (WithUnit().Match(text) is { Success: true } match && double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var number))
        {
            var seconds = number * SecondsOf(match.Groups[2].Value.ToLowerInvariant());
            duration = seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
            return true;
        }

        return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out duration) && text.Contains(':') && duration >= TimeSpan.Zero;
    }

    private static double SecondsOf(string unit) => unit switch
    {
        "ms" => 0.001,
        "s" => 1,
        "m" or "min" => 60,
        "h" => 3600,
        _ => 86400,
    };

    [GeneratedRegex(@"\A([0-9]+(?:\.[0-9]+)?) ?(ms|s|min|m|h|d)\z", RegexOptions.IgnoreCase)]
    private static partial Regex WithUnit();
}
