namespace Vahta.Hosting.Systemd;

/// <summary>Whether systemd's journal takes what the process writes.</summary>
internal static class Journal
{
    private const string StandardOutput = "/proc/self/fd/1";

    /// <summary>Whether it takes the standard output; not where that was sent elsewhere, though the environment came with it.</summary>
    public static bool TakesStandardOutput => Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { } stream && Takes(stream, new FileInfo(StandardOutput).LinkTarget);

    /// <param name="stream">What systemd said of it: <c>device:inode</c>.</param>
    /// <param name="output">What the output is, e.g. <c>socket:[inode]</c>.</param>
    public static bool Takes(string stream, string? output) => stream.Split(':') is [_, { Length: > 0 } inode] && output?.EndsWith($":[{inode}]", StringComparison.Ordinal) == true;
}
