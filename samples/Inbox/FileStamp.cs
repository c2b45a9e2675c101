namespace Inbox;

/// <summary>What changes when a file is written.</summary>
internal readonly record struct FileStamp(string Path, long Length, DateTimeOffset Written)
{
    public static FileStamp Of(FileInfo file) => new(file.FullName, file.Length, file.LastWriteTimeUtc);
}
