namespace Inbox;

/// <summary>
/// Tells what separates the fields: whichever of <c>,</c> <c>;</c> tab <c>|</c> occurs most often in the header row.
/// </summary>
internal static class Delimiter
{
    private const string Known = ",;\t|";

    /// <summary>What stands in quotes does not count; of equals the first wins, so one column alone gets a comma.</summary>
    public static string Of(string text)
    {
        var counts = new int[Known.Length];
        var quoted = false;
        foreach (var character in text.AsSpan().TrimStart("\r\n"))
        {
            if (character == '"')
                quoted = !quoted;
            if (quoted)
                continue;
            if (character is '\r' or '\n')
                break;
            if (Known.IndexOf(character) is >= 0 and var index)
                counts[index]++;
        }

        return Known[Array.IndexOf(counts, counts.Max())].ToString();
    }
}
