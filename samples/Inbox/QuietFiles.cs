namespace Inbox;

/// <summary>
/// Decides which files nobody is writing any more: those last written at least <paramref name="quiet"/> ago, and those that
/// have not changed for that long since they were first seen.
/// </summary>
internal sealed class QuietFiles(TimeSpan quiet)
{
    private Dictionary<FileStamp, DateTimeOffset> _firstSeen = [];

    public IReadOnlyList<string> Pick(IReadOnlyList<FileStamp> files, DateTimeOffset now)
    {
        _firstSeen = files.ToDictionary(file => file, file => _firstSeen.GetValueOrDefault(file, now));
        return [.. files.Where(file => IsPast(file.Written, now) || IsPast(_firstSeen[file], now)).Select(file => file.Path)];
    }

    // Either way: a clock set back, or a time in the future, must not keep a file waiting.
    private bool IsPast(DateTimeOffset time, DateTimeOffset now) => (now - time).Duration() >= quiet;
}
