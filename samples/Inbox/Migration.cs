using Microsoft.Data.Sqlite;

namespace Inbox;

/// <summary>
/// Brings the database to the newest schema. Each step commits together with its number, so a step cut short is done again
/// and a finished one never. Steps are only ever added at the end.
/// </summary>
internal static class Migration
{
    private const long ApplicationId = 0x496E6278;   // "Inbx": what `file inbox.db` shows; tells our databases from others'

    private static readonly string[] Steps =
    [
        """
        CREATE TABLE inbox_files (
            id         INTEGER PRIMARY KEY AUTOINCREMENT,   -- never reused: rows point at it
            name       TEXT    NOT NULL,
            length     INTEGER NOT NULL,                    -- bytes
            sha256     TEXT    NOT NULL,
            status     TEXT    NOT NULL CHECK (status IN ('loaded', 'rejected')),
            table_name TEXT,                                -- where its rows are
            rows       INTEGER NOT NULL,
            reason     TEXT,                                -- why it was rejected
            taken_at   TEXT    NOT NULL,                    -- local time with its offset; the first ten characters are the day
            UNIQUE (name, length, sha256)
        );
        CREATE TABLE inbox_days (
            day      TEXT    PRIMARY KEY,
            files    INTEGER NOT NULL,                      -- loaded
            rows     INTEGER NOT NULL,
            rejected INTEGER NOT NULL                       -- files
        ) WITHOUT ROWID;
        """,
    ];

    public static async Task RunAsync(Database database, CancellationToken cancellationToken)
    {
        using var turn = await database.EnterAsync(cancellationToken);
        var connection = turn.Connection;
        for (var version = Version(connection); version < Steps.Length; version++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var transaction = connection.BeginTransaction();
            connection.Execute(Steps[version]);
            connection.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {version + 1};");
            transaction.Commit();
        }
    }

    private static long Version(SqliteConnection connection)
    {
        var application = connection.Scalar<long>("PRAGMA application_id");
        var version = connection.Scalar<long>("PRAGMA user_version");
        if (application != ApplicationId && (application, version) != (0, 0))
            throw new InvalidDataException($"{connection.DataSource} belongs to another program: give another --database.");
        if (version > Steps.Length)
            throw new InvalidDataException(
                $"{connection.DataSource} has schema {version}, and this Inbox knows only {Steps.Length}: use a newer Inbox.");
        return version;
    }
}
