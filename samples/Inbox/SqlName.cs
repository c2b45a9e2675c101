using System.Text;

namespace Inbox;

/// <summary>
/// Names for tables and columns that can be typed at a sqlite3 prompt: lower-case letters (of any alphabet), digits and
/// underscores, beginning with a letter. Only a name that is also a word of SQL, such as <c>order</c>, needs quotes there.
/// </summary>
internal static class SqlName
{
    private const int MaxLength = 100;

    /// <summary><c>US Sales-2026.csv</c> becomes <c>us_sales_2026</c>; <c>inbox_…</c> and <c>sqlite_…</c> are taken.</summary>
    public static string ForTable(string fileName)
    {
        var name = Clean(Path.GetFileNameWithoutExtension(fileName));
        var free = name.Length > 0 && !char.IsDigit(name[0]) && !name.StartsWith("inbox_") && !name.StartsWith("sqlite_");
        return free ? name : name.Length > 0 ? $"csv_{name}" : "csv";
    }

    /// <summary>
    /// One name for each header field, in order. One without a name becomes <c>column_3</c>, after its place; the second
    /// <c>a</c> becomes <c>a_2</c>; <c>file_id</c> and <c>line</c> are ours, so the file's own <c>line</c> becomes <c>line_2</c>.
    /// </summary>
    public static IReadOnlyList<string> ForColumns(IReadOnlyList<string> header)
    {
        var used = new HashSet<string> { "file_id", "line" };
        var names = new string[header.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var name = Clean(header[i]);
            if (name.Length == 0)
                name = $"column_{i + 1}";
            else if (char.IsDigit(name[0]))
                name = $"column_{name}";
            names[i] = Numbered(name).First(used.Add);
        }

        return names;
    }

    /// <summary><c>a</c>, <c>a_2</c>, <c>a_3</c>, …</summary>
    public static IEnumerable<string> Numbered(string name) =>
        Enumerable.InfiniteSequence(1, 1).Select(number => number == 1 ? name : $"{name}_{number}");

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    private static string Clean(string text)
    {
        var name = new StringBuilder();
        foreach (var character in text)
        {
            if (name.Length == MaxLength)
                break;
            if (char.IsLetterOrDigit(character))
                name.Append(char.ToLowerInvariant(character));
            else if (name.Length > 0 && name[^1] != '_')
                name.Append('_');
        }

        return name.ToString().TrimEnd('_');
    }
}
