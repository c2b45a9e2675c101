using Microsoft.Data.Sqlite;

namespace Inbox;

/// <summary>
/// Loads a file exactly once: its rows, its table's new columns and the fact that it was loaded commit in one transaction, and
/// a file found to be loaded is not loaded again. So it does not matter where between two statements the process dies.
/// </summary>
internal sealed class CsvLoader(Database database, TimeProvider clock)
{
    /// <summary>Cancelling <paramref name="aborting"/> rolls back: nothing of the file stays.</summary>
    public async Task<Outcome> LoadAsync(string path, CancellationToken aborting)
    {
        var file = await FileIdentity.ReadAsync(path, aborting);
        if (await LoadedAtAsync(file, aborting) is { } at)
            return new Outcome.LoadedBefore(at);

        try
        {
            var shape = await CsvShape.ReadAsync(path, aborting);
            return await LoadAsync(path, file, shape, aborting);
        }
        catch (MalformedCsvException exception)
        {
            // What looks malformed may be a file that is still being written.
            if (await FileIdentity.ReadAsync(path, aborting) != file)
                return new Outcome.Changed();
            await RejectAsync(file, exception.Message, aborting);
            return new Outcome.Rejected(exception.Message);
        }
    }

    private async Task<Outcome> LoadAsync(string path, FileIdentity file, CsvShape shape, CancellationToken aborting)
    {
        using var turn = await database.EnterAsync(aborting);
        using var transaction = turn.Connection.BeginTransaction();
        var table = DataTable.Prepare(turn.Connection, file.Name, shape);
        var id = new FileLedger(turn.Connection, clock).Loaded(file, table.Name, shape.Rows);

        using var rows = await CsvRows.OpenAsync(path);
        if (rows.Header.Count != shape.Columns.Count)
            return new Outcome.Changed();
        var inserted = await InsertAsync(turn.Connection, table, id, rows, aborting);

        // What was hashed, checked and inserted was read three times; all three must have been the same.
        if (rows.Sha256 != file.Sha256 || inserted != shape.Rows)
            return new Outcome.Changed();
        transaction.Commit();
        database.ThrowIfVanished();     // else the file stays where it is, and is looked at again
        return new Outcome.Loaded(table.Name, inserted);
    }

    private static async Task<long> InsertAsync(
        SqliteConnection connection, DataTable table, long id, CsvRows rows, CancellationToken aborting)
    {
        using var insert = connection.Command(table.InsertSql, ("$file_id", id));
        var line = insert.Parameters.Add("$line", SqliteType.Integer);
        var fields = table.Columns.Select((_, i) => insert.Parameters.Add($"${i}", SqliteType.Text)).ToArray();
        insert.Prepare();

        long count = 0;
        while (await rows.ReadAsync())
        {
            aborting.ThrowIfCancellationRequested();
            line.Value = rows.Line;
            for (var i = 0; i < fields.Length; i++)
                fields[i].Value = rows.Fields[i] is { Length: > 0 } text ? text : DBNull.Value;
            insert.ExecuteNonQuery();
            count++;
        }

        return count;
    }

    private async Task<string?> LoadedAtAsync(FileIdentity file, CancellationToken aborting)
    {
        using var turn = await database.EnterAsync(aborting);
        return new FileLedger(turn.Connection, clock).LoadedAt(file);
    }

    private async Task RejectAsync(FileIdentity file, string reason, CancellationToken aborting)
    {
        using var turn = await database.EnterAsync(aborting);
        new FileLedger(turn.Connection, clock).Rejected(file, reason);
    }
}
