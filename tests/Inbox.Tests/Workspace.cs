using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Inbox.Tests;

/// <summary>An inbox of its own for each test: an empty folder and a migrated database, gone afterwards.</summary>
public abstract class Workspace : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("inbox-");

    internal string Root => _root.FullName;

    internal InboxFolder Folder { get; private set; } = null!;

    internal Database Database { get; private set; } = null!;

    internal FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 5, 1, 10, 0, 0, TimeSpan.Zero));

    internal FakeLogger Log { get; } = new();

    internal CsvLoader Loader => new(Database, Clock);

    internal Watcher Watcher => new(Folder, Loader, Clock, Log);

    public async ValueTask InitializeAsync()
    {
        Folder = new(Path.Combine(Root, "inbox"));
        Directory.CreateDirectory(Folder.FullPath);
        await Folder.PrepareAsync(InboxFolder.ShippedFiles, CancellationToken.None);
        await OpenDatabaseAsync();
    }

    public ValueTask DisposeAsync()
    {
        Database.Dispose();
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    internal async Task OpenDatabaseAsync()
    {
        Database = await Database.OpenAsync(Path.Combine(Folder.FullPath, "inbox.db"), CancellationToken.None);
        await Migration.RunAsync(Database, CancellationToken.None);
    }

    internal string Drop(string name, string text) => Drop(name, Encoding.UTF8.GetBytes(text));

    internal string Drop(string name, byte[] content)
    {
        var path = Path.Combine(Folder.FullPath, name);
        File.WriteAllBytes($"{path}.part", content);
        File.Move($"{path}.part", path, overwrite: true);
        return path;
    }

    internal Task<Outcome> LoadAsync(string name, string text) => LoadAsync(Drop(name, text));

    internal Task<Outcome> LoadAsync(string path) => Loader.LoadAsync(path, CancellationToken.None);

    internal Task ScanAsync() => Watcher.ScanAsync(CancellationToken.None, CancellationToken.None);

    /// <summary>What is in the folder: <c>a.csv</c>, <c>done/b.csv</c>, …; the database aside.</summary>
    internal IEnumerable<string> Files() => Directory.EnumerateFiles(Folder.FullPath, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder.FullPath, file).Replace('\\', '/'))
        .Where(file => !file.StartsWith("inbox.db"))
        .Order(StringComparer.Ordinal);

    /// <summary>Rows as the sqlite3 shell prints them: <c>1|2|three</c>; a NULL as <c>NULL</c>.</summary>
    internal async Task<string[]> QueryAsync(string sql)
    {
        using var turn = await Database.EnterAsync(CancellationToken.None);
        return Query(turn.Connection, sql);
    }

    internal static string[] Query(SqliteConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount)
                .Select(i => reader.IsDBNull(i) ? "NULL" : reader.GetString(i))));
        return [.. rows];
    }

    /// <summary>Calls <paramref name="action"/> in the middle of loading: when this line goes into the table, which exists.</summary>
    internal async Task AtLineAsync(string table, int line, Action action)
    {
        using var turn = await Database.EnterAsync(CancellationToken.None);
        turn.Connection.CreateFunction("at_line", () =>
        {
            action();
            return 0;
        });
        turn.Connection.Execute($"""
            CREATE TEMP TRIGGER at_line AFTER INSERT ON main.{SqlName.Quote(table)} WHEN new.line = {line}
            BEGIN SELECT at_line(); END
            """);
    }

    internal static string Numbers(int from, int count) =>
        "n,text\n" + string.Concat(Enumerable.Range(from, count).Select(n => $"{n},number {n}\n"));
}
