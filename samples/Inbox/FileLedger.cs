using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Inbox;

/// <summary>The table <c>inbox_files</c>: which files were taken, and what became of them.</summary>
internal sealed class FileLedger(SqliteConnection connection, TimeProvider clock)
{
    /// <summary>When the file was loaded; null when it was not.</summary>
    public string? LoadedAt(FileIdentity file) => connection.Scalar<string>(
        "SELECT taken_at FROM inbox_files WHERE name = $name AND length = $length AND sha256 = $sha256 AND status = 'loaded'",
        ("$name", file.Name), ("$length", file.Length), ("$sha256", file.Sha256));

    /// <summary>Returns the file's id.</summary>
    public long Loaded(FileIdentity file, string table, long rows) => Write(file, "loaded", table, rows, null);

    public void Rejected(FileIdentity file, string reason) => Write(file, "rejected", null, 0, reason);

    // A file rejected before may come again: it keeps its id and its single row.
    private long Write(FileIdentity file, string status, string? table, long rows, string? reason) => connection.Scalar<long>(
        """
        INSERT INTO inbox_files (name, length, sha256, status, table_name, rows, reason, taken_at)
        VALUES ($name, $length, $sha256, $status, $table, $rows, $reason, $taken_at)
        ON CONFLICT (name, length, sha256) DO UPDATE SET
            status = excluded.status, table_name = excluded.table_name, rows = excluded.rows,
            reason = excluded.reason, taken_at = excluded.taken_at
        RETURNING id
        """,
        ("$name", file.Name), ("$length", file.Length), ("$sha256", file.Sha256),
        ("$status", status), ("$table", table), ("$rows", rows), ("$reason", reason),
        ("$taken_at", clock.GetLocalNow().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)));
}
