using Microsoft.Data.Sqlite;

namespace Inbox.Tests;

public sealed class TheDatabase : Workspace
{
    private string File => Path.Combine(Root, "other.db");

    [Fact]
    public async Task Belongs_to_one_program_at_a_time()
    {
        using var first = await Database.OpenAsync(File, default);
        var exception = await Assert.ThrowsAsync<IOException>(() => Database.OpenAsync(File, default));

        Assert.Equal($"Another Inbox uses {File}: stop it first, or give another --database.", exception.Message);
    }

    [Fact]
    public async Task Can_be_opened_again_after_it_was_closed_and_leaves_no_log_behind()
    {
        (await Database.OpenAsync(File, default)).Dispose();
        (await Database.OpenAsync(File, default)).Dispose();

        Assert.False(Path.Exists(File + "-wal"));
    }

    [Fact]
    public async Task Survives_power_cuts_and_can_be_read_while_it_is_written() =>
        Assert.Equal(
            ["wal|2"],
            await QueryAsync("SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous"));

    [Fact]
    public async Task Is_migrated_once()
    {
        await LoadAsync("a.csv", "x\n1\n");
        await Migration.RunAsync(Database, default);

        Assert.Equal(["1"], await QueryAsync("SELECT count(*) FROM inbox_files"));
    }

    [Fact]
    public async Task Of_another_program_is_refused()
    {
        using var database = await Database.OpenAsync(File, default);
        await RunAsync(database, "PRAGMA user_version = 7");

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => Migration.RunAsync(database, default));
        Assert.EndsWith("other.db belongs to another program: give another --database.", exception.Message);
    }

    [Fact]
    public async Task Of_a_newer_Inbox_is_refused()
    {
        await QueryAsync("PRAGMA user_version = 7");

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => Migration.RunAsync(Database, default));
        Assert.EndsWith("inbox.db has schema 7, and this Inbox knows only 1: use a newer Inbox.", exception.Message);
    }

    [Fact]
    public async Task Forgets_a_file_with_all_its_rows_when_it_is_deleted_from_inbox_files_so_that_it_can_be_loaded_again()
    {
        await LoadAsync("a.csv", "x\n1\n");
        await QueryAsync("DELETE FROM inbox_files WHERE name = 'a.csv'");

        Assert.Empty(await QueryAsync("SELECT * FROM a"));
        await LoadAsync("a.csv", "x\n1\n");
        Assert.Equal(["2|1"], await QueryAsync("SELECT file_id, x FROM a"));
    }

    private static async Task RunAsync(Database database, string sql)
    {
        using var turn = await database.EnterAsync(default);
        turn.Connection.Execute(sql);
    }
}
