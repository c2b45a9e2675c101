using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Inbox;

/// <summary>
/// Keeps the table <c>inbox_days</c>: how many files and rows were loaded, and how many files rejected, each day. It is worked
/// out anew from <c>inbox_files</c> each time, so nothing can be counted twice or forgotten.
/// </summary>
internal sealed class Summary(Database database, Wake taken, ILogger log)
{
    private const string Update =
        """
        INSERT INTO inbox_days (day, files, rows, rejected)
        SELECT substr(taken_at, 1, 10), sum(status = 'loaded'), sum(rows), sum(status = 'rejected')
        FROM inbox_files WHERE true GROUP BY 1
        ON CONFLICT (day) DO UPDATE SET files = excluded.files, rows = excluded.rows, rejected = excluded.rejected
            WHERE (files, rows, rejected) <> (excluded.files, excluded.rows, excluded.rejected)
        RETURNING day, files, rows, rejected
        """;

    // A file rejected on one day and loaded on another counts for the latter; its first day may be left with none.
    private const string Prune = "DELETE FROM inbox_days WHERE day NOT IN (SELECT substr(taken_at, 1, 10) FROM inbox_files)";

    private const string LastDay =
        """
        SELECT coalesce(sum(status = 'loaded'), 0), coalesce(sum(rows), 0), coalesce(sum(status = 'rejected'), 0)
        FROM inbox_files WHERE datetime(taken_at) > datetime($now, '-1 day')
        """;

    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        do
            await UpdateAsync(aborting);
        while (await taken.NextAsync(stopping));
        await UpdateAsync(aborting);
    }

    /// <summary>Logs what the last 24 hours brought.</summary>
    public async Task ReportAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        using var turn = await database.EnterAsync(cancellationToken);
        using var query = turn.Connection.Command(LastDay, ("$now", clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)));
        using var row = query.ExecuteReader();
        row.Read();
        log.LogInformation("In the last 24 hours: files loaded {Files}, rows {Rows}, files rejected {Rejected}",
            row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }

    public async Task UpdateAsync(CancellationToken aborting)
    {
        using var turn = await database.EnterAsync(aborting);
        try
        {
            using var transaction = turn.Connection.BeginTransaction();
            turn.Connection.Execute(Prune);
            using var update = turn.Connection.Command(Update);
            using var changed = update.ExecuteReader();
            while (changed.Read())
                log.LogInformation("{Day}: files loaded {Files}, rows {Rows}, files rejected {Rejected}",
                    changed.GetString(0), changed.GetInt64(1), changed.GetInt64(2), changed.GetInt64(3));
            changed.Close();
            transaction.Commit();
        }
        catch (SqliteException exception) when (exception.IsBusy)
        {
            log.LogWarning("The daily summary has to wait: somebody else is writing to the database.");
        }
    }
}
