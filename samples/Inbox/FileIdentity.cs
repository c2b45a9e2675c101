using System.Security.Cryptography;

namespace Inbox;

/// <summary>
/// What makes a file the same file: its name, its length and its content. The same name with other content is another file,
/// and so is the same content under another name.
/// </summary>
internal sealed record FileIdentity(string Name, long Length, string Sha256)
{
    public static async Task<FileIdentity> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = InboxFolder.OpenRead(path);
        var hash = await SHA256.HashDataAsync(stream, cancellationToken);
        return new(Path.GetFileName(path), stream.Position, Convert.ToHexStringLower(hash));
    }
}
