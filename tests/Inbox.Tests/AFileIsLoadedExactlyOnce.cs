using Microsoft.Data.Sqlite;

namespace Inbox.Tests;

public sealed class AFileIsLoadedExactlyOnce : Workspace
{
    private const string Count = "SELECT count(*) || ' rows, ' || count(DISTINCT n) || ' different' FROM numbers";

    [Fact]
    public async Task When_the_process_dies_between_commit_and_move()
    {
        await LoadAsync("numbers.csv", Numbers(1, 1000));   // committed, and not moved
        Database.Dispose();
        await OpenDatabaseAsync();
        await ScanAsync();

        Assert.Equal(["1000 rows, 1000 different"], await QueryAsync(Count));
        Assert.Equal(["done/numbers.csv"], Files());
    }

    [Fact]
    public async Task When_the_process_dies_in_the_middle_of_the_file()
    {
        await LoadAsync("numbers.csv", Numbers(1, 1));
        var dead = Path.Combine(Root, "dead.db");
        await QueryAsync("PRAGMA cache_size = 10");     // so that uncommitted pages do reach the disk
        await AtLineAsync("numbers", 9000, () =>
        {
            foreach (var suffix in (string[])["", "-wal"])
                File.Copy(Path.Combine(Folder.FullPath, "inbox.db" + suffix), dead + suffix);
        });
        var file = Drop("numbers.csv", Numbers(2, 10_000));
        await LoadAsync(file);

        Assert.True(new FileInfo(dead + "-wal").Length > 100_000);
        using var found = await Database.OpenAsync(dead, CancellationToken.None);
        Assert.Equal(["1 rows, 1 different"], await QueryAsync(found, Count));
        await Migration.RunAsync(found, CancellationToken.None);
        Assert.Equal(
            new Outcome.Loaded("numbers", 10_000),
            await new CsvLoader(found, Clock).LoadAsync(file, CancellationToken.None));
        Assert.Equal(["10001 rows, 10001 different"], await QueryAsync(found, Count));
    }

    [Fact]
    public async Task When_loading_is_aborted_in_the_middle_of_the_file()
    {
        await LoadAsync("numbers.csv", Numbers(1, 1));
        using var aborting = new CancellationTokenSource();
        await AtLineAsync("numbers", 500, aborting.Cancel);
        Drop("numbers.csv", Numbers(2, 1000).Replace("n,text", "n,new"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Watcher.ScanAsync(aborting.Token, aborting.Token));

        Assert.Equal(["1 rows, 1 different"], await QueryAsync(Count));
        Assert.Equal(["1"], await QueryAsync("SELECT count(*) FROM inbox_files"));
        Assert.DoesNotContain("new", await QueryAsync("SELECT name FROM pragma_table_info('numbers')"));
        Assert.Equal(["numbers.csv"], Files());

        await ScanAsync();
        Assert.Equal(["1001 rows, 1001 different"], await QueryAsync(Count));
    }

    [Fact]
    public async Task When_it_is_dropped_again()
    {
        Drop("numbers.csv", Numbers(1, 10));
        await ScanAsync();
        Drop("numbers.csv", Numbers(1, 10));
        await ScanAsync();

        Assert.Equal(["10 rows, 10 different"], await QueryAsync(Count));
        Assert.Equal(["done/numbers-2.csv", "done/numbers.csv"], Files());
    }

    [Fact]
    public async Task Once_for_each_content_under_the_same_name_and_none_overwrites_another()
    {
        for (var i = 0; i < 3; i++)
        {
            Drop("numbers.csv", Numbers(i * 10, 10));
            await ScanAsync();
        }

        Assert.Equal(["30 rows, 30 different"], await QueryAsync(Count));
        Assert.Equal(["done/numbers-2.csv", "done/numbers-3.csv", "done/numbers.csv"], Files());
    }

    [Fact]
    public async Task Once_for_each_name_of_the_same_content_into_a_table_each()
    {
        await LoadAsync("march.csv", Numbers(1, 10));
        Assert.Equal(new Outcome.Loaded("april", 10), await LoadAsync("april.csv", Numbers(1, 10)));
    }

    [Theory]
    [InlineData("20000,appended\n")]
    [InlineData("20000,app")]
    [InlineData("20000")]           // malformed for now, and nothing to reject it for
    [InlineData("20000,\"app")]
    public async Task And_not_at_all_when_it_changes_while_it_is_read(string appended)
    {
        await LoadAsync("numbers.csv", Numbers(1, 1));
        var file = Drop("numbers.csv", Numbers(2, 10_000));
        await AtLineAsync("numbers", 2, () => File.AppendAllText(file, appended));

        Assert.Equal(new Outcome.Changed(), await LoadAsync(file));
        Assert.Equal(["1 rows, 1 different"], await QueryAsync(Count));
    }

    [Fact]
    public async Task Also_when_somebody_else_holds_the_database_for_a_while()
    {
        Drop("numbers.csv", Numbers(1, 10));
        using (var other = new SqliteConnection($"Data Source={Path.Combine(Folder.FullPath, "inbox.db")};Pooling=False"))
        {
            other.Open();
            using var writing = other.BeginTransaction();
            using (var turn = await Database.EnterAsync(CancellationToken.None))
                turn.Connection.DefaultTimeout = 1;
            await ScanAsync();
            Assert.Equal(["numbers.csv"], Files());
        }

        await ScanAsync();
        Assert.Equal(["10 rows, 10 different"], await QueryAsync(Count));
    }

    private static async Task<string[]> QueryAsync(Database database, string sql)
    {
        using var turn = await database.EnterAsync(CancellationToken.None);
        return Query(turn.Connection, sql);
    }
}
