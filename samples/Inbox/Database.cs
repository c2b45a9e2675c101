using Microsoft.Data.Sqlite;

namespace Inbox;

/// <summary>
/// The SQLite database: one connection, used by one at a time (<see cref="EnterAsync"/>), and by one program at a time.
/// WAL lets others read it meanwhile; synchronous=FULL makes a commit survive a power cut, before the file is moved away.
/// </summary>
internal sealed class Database : IDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    private readonly string _path;
    private readonly FileStream _lock;
    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _turn = new(1);

    private Database(string path, FileStream @lock, SqliteConnection connection) => (_path, _lock, _connection) = (path, @lock, connection);

    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <param name="mustExist">Whether it was there before: then none is made in its place.</param>
    public static async Task<Database> OpenAsync(string path, CancellationToken cancellationToken, bool mustExist = false)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var @lock = Lock(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mustExist ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,        // disposing closes the file, so that no -wal stays behind
            ForeignKeys = true,
            DefaultTimeout = 5,     // seconds to wait for a lock somebody else holds, such as a sqlite3 shell
        }.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            return new(path, @lock, connection);
        }
        catch
        {
            connection.Dispose();
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What is written to a file that has vanished may be lost: whoever is about to rely on it asks first.
    /// </summary>
    /// <exception cref="DatabaseVanishedException">The file is not where it was.</exception>
    public void ThrowIfVanished()
    {
        if (!File.Exists(_path))
            throw new DatabaseVanishedException(_path);
    }

    /// <summary>Looks after the file until told to stop.</summary>
    /// <exception cref="DatabaseVanishedException">The file is not where it was.</exception>
    public async Task GuardAsync(TimeProvider clock, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Glance, clock);
        do
            ThrowIfVanished();
        while (await timer.WaitForNextTickAsync(stopping));
    }

    /// <summary>Waits until nobody else uses the connection. Dispose what it returns to let the next one in.</summary>
    public async Task<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new(_connection, _turn);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _lock.Dispose();
    }

    // The operating system drops the lock with the process, also on kill -9; the empty file stays, or two could each lock "it".
    private static FileStream Lock(string path)
    {
        try
        {
            return new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.GetType() == typeof(IOException))
        {
            throw new IOException($"Another Inbox uses {path}: stop it first, or give another --database.", exception);
        }
    }

    public readonly struct Turn(SqliteConnection connection, SemaphoreSlim turn) : IDisposable
    {
        public SqliteConnection Connection => connection;

        public void Dispose() => turn.Release();
    }
}
