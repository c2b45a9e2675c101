namespace Inbox;

/// <summary>The watched folder: files to take lie in it, <c>done/</c> and <c>rejected/</c> below it.</summary>
internal sealed class InboxFolder(string path)
{
    /// <summary>Where the program's own CSV files are. They are copied, never moved.</summary>
    public static string ShippedFiles => Path.Combine(AppContext.BaseDirectory, "data");

    public string FullPath => path;

    public string Done => Path.Combine(path, "done");

    public string Rejected => Path.Combine(path, "rejected");

    /// <summary>
    /// Creates what is missing. A folder that was not there yet is a first start, and gets copies of the
    /// <paramref name="shipped"/> files; it appears with all of them or, if the process dies, not at all.
    /// </summary>
    public Task PrepareAsync(string shipped, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
            throw new IOException($"{path} is a file, not a folder: give another --folder.");
        if (!Directory.Exists(path))
            Fill(shipped, cancellationToken);
        Directory.CreateDirectory(Done);
        Directory.CreateDirectory(Rejected);
        return Task.CompletedTask;
    }

    /// <summary>The CSV files, by name. Hidden ones (<c>.part.csv</c>) and those of other names are nobody's business.</summary>
    public IReadOnlyList<FileInfo> List() =>
    [
        .. new DirectoryInfo(path).EnumerateFiles()
            .Where(file => file.Extension.Equals(".csv", StringComparison.OrdinalIgnoreCase) && !file.Name.StartsWith('.'))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    /// <summary>Whoever writes or moves the file meanwhile is not hindered.</summary>
    public static FileStream OpenRead(string file) => new(file, new FileStreamOptions
    {
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        BufferSize = 64 * 1024,
    });

    /// <summary>Moves the file to <c>done/</c>, overwriting nothing. Returns where it is now.</summary>
    public string MoveToDone(string file) => Move(file, Done);

    /// <summary>Moves the file to <c>rejected/</c> and writes the reason beside it. Returns where it is now.</summary>
    public string MoveToRejected(string file, string reason)
    {
        var target = Free(Rejected, Path.GetFileName(file));
        // The reason first: should the process die between the two, the next try writes it again.
        File.WriteAllText($"{target}.reason.txt", $"""
            {Path.GetFileName(file)} was not loaded.
            {reason}
            To try again: correct the file and move it back to {path}

            """);
        File.Move(file, target);
        return target;
    }

    private static string Move(string file, string directory)
    {
        var target = Free(directory, Path.GetFileName(file));
        File.Move(file, target);
        return target;
    }

    // sales.csv, sales-2.csv, sales-3.csv, …
    private static string Free(string directory, string name)
    {
        for (var number = 1; ; number++)
        {
            var suffix = number == 1 ? "" : $"-{number}";
            var target = Path.Combine(directory, Path.GetFileNameWithoutExtension(name) + suffix + Path.GetExtension(name));
            if (!Path.Exists(target))
                return target;
        }
    }

    private void Fill(string shipped, CancellationToken cancellationToken)
    {
        var filling = Path.TrimEndingDirectorySeparator(path) + ".filling";
        if (Directory.Exists(filling))
            Directory.Delete(filling, recursive: true);
        try
        {
            Directory.CreateDirectory(filling);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The folder '{path}' cannot be created: {exception.Message} Give another with --folder, or create it.", exception);
        }

        foreach (var file in Directory.EnumerateFiles(shipped, "*.csv"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            File.Copy(file, Path.Combine(filling, Path.GetFileName(file)));
        }

        Directory.Move(filling, path);
    }
}
