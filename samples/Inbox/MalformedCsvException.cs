namespace Inbox;

/// <summary>The file cannot be loaded as it is: where, and what is wrong.</summary>
internal sealed class MalformedCsvException(int line, string problem) : Exception($"Line {line}: {problem}")
{
    public int Line => line;
}
