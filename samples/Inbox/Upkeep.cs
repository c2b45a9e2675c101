namespace Inbox;

/// <summary>
/// Keeps SQLite's statistics of a table up to date, so that queries of large tables are planned well. Nobody waits for it: it is
/// done in the background after a file was loaded, and what a stop leaves undone is done after the next file.
/// </summary>
internal sealed class Upkeep(Database database)
{
    public async Task RefreshAsync(string table, CancellationToken cancellationToken)
    {
        using var turn = await database.EnterAsync(cancellationToken);
        turn.Connection.Execute($"ANALYZE {SqlName.Quote(table)}");
    }
}
