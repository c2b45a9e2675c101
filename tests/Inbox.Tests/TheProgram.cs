using Microsoft.Data.Sqlite;

namespace Inbox.Tests;

/// <summary>The whole program in a process of its own, in real time, ended as an operator or an accident would.</summary>
public sealed class TheProgram : IDisposable
{
    private const int Rows = 200_000;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("inbox-");

    private string Folder => Path.Combine(_root.FullName, "inbox");

    private string Database => Path.Combine(_root.FullName, "some.db");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Loads_the_shipped_files_prints_its_report_and_stops_when_its_time_is_over()
    {
        using var inbox = Start("--for", "2s");

        Assert.Equal($"Inbox is watching {Folder} (stop with Ctrl+C)", await inbox.ReadLineAsync());
        var (exitCode, output, _) = await inbox.EndAsync();

        Assert.Equal(0, exitCode);
        Assert.Contains("--for 2s is over", output);
        Assert.All(["folder", "storage/database", "storage/guard", "migrate", "summary", "daily", "upkeep", "watcher"], unit => Assert.Contains(unit, output));
        Assert.Equal(["5|5152"], Query("SELECT files, rows FROM inbox_days"));
    }

    [Fact]
    public async Task Told_to_stop_in_the_middle_of_a_file_finishes_it_and_counts_it_and_ends_with_0()
    {
        DropLargeFiles();
        using var inbox = Start();
        await inbox.UntilAsync(() => IsInTheMiddleOfAFile(inbox));
        inbox.Terminate();

        Assert.Equal(0, (await inbox.EndAsync()).ExitCode);
        Assert.Equal([$"a.csv|{Rows}"], Query("SELECT name, rows FROM inbox_files"));
        Assert.Equal([$"{Rows}|{Rows}"], Query("SELECT count(*), count(DISTINCT n) FROM a"));
        Assert.Equal([$"1|{Rows}"], Query("SELECT files, rows FROM inbox_days"));
        Assert.True(File.Exists(Path.Combine(Folder, "done", "a.csv")) && File.Exists(Path.Combine(Folder, "b.csv")));
    }

    [Fact]
    public async Task Killed_again_and_again_loses_no_row_and_loads_none_twice()
    {
        DropLargeFiles();
        foreach (var moment in (Func<InboxProcess, bool>[])[
            _ => File.Exists(Database),
            IsInTheMiddleOfAFile,
            inbox => IsInTheMiddleOfAFile(inbox) && new FileInfo(Database + "-wal").Length > 4_000_000,
            _ => !File.Exists(Path.Combine(Folder, "a.csv")),
            IsInTheMiddleOfAFile])
        {
            using var killed = Start();
            await killed.UntilAsync(() => moment(killed));
            killed.Kill();
            Assert.Equal(128 + 9, (await killed.EndAsync()).ExitCode);
        }

        using var inbox = Start();
        await inbox.UntilAsync(() => File.Exists(Path.Combine(Folder, "done", "b.csv")));
        inbox.Terminate();

        Assert.Equal(0, (await inbox.EndAsync()).ExitCode);
        Assert.All(["a", "b"], table =>
            Assert.Equal(
                [$"{Rows}|{Rows}|1"],
                Query($"SELECT count(*), count(DISTINCT n), count(DISTINCT file_id) FROM {table}")));
        Assert.Equal(["ok"], Query("PRAGMA integrity_check"));
        Assert.Equal(["a.csv", "b.csv"], Directory.GetFiles(Path.Combine(Folder, "done")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Survives_a_database_that_vanishes_for_a_while_and_loses_no_file()
    {
        using var inbox = Start();
        await inbox.ReadLineAsync();
        await inbox.UntilAsync(() => Directory.Exists(Path.Combine(Folder, "done")) && Directory.GetFiles(Path.Combine(Folder, "done")).Length == 5);
        File.Move(Database, Database + ".away");
        File.WriteAllText(Path.Combine(Folder, "late.csv"), Workspace.Numbers(1, 3));

        Assert.Equal($"Inbox waits for {Database} to come back", await inbox.ReadLineAsync());
        Assert.True(File.Exists(Path.Combine(Folder, "late.csv")));
        File.Move(Database + ".away", Database);
        Assert.Equal($"Inbox has {Database} again", await inbox.ReadLineAsync());
        await inbox.UntilAsync(() => File.Exists(Path.Combine(Folder, "done", "late.csv")));
        inbox.Terminate();

        Assert.Equal(0, (await inbox.EndAsync()).ExitCode);
        Assert.Equal(["6|5155"], Query("SELECT sum(files), sum(rows) FROM inbox_days"));
        Assert.Equal(["3|3"], Query("SELECT count(*), count(DISTINCT n) FROM late"));
        Assert.Equal(["ok"], Query("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Logs_by_cron_what_the_last_day_brought_and_keeps_statistics_in_the_background()
    {
        using var inbox = Start("--daily", "* * * * * *", "--for", "5s");

        var (exitCode, _, errors) = await inbox.EndAsync();

        Assert.Equal(0, exitCode);
        Assert.Contains("In the last 24 hours: files loaded 5, rows 5152, files rejected 0", errors);
        Assert.NotEmpty(Query("SELECT tbl FROM sqlite_stat1"));
    }

    [Fact]
    public async Task Explains_itself()
    {
        using var inbox = InboxProcess.Start("--help");
        var (exitCode, output, _) = await inbox.EndAsync();

        Assert.Equal(0, exitCode);
        Assert.All(
            ["--folder", "--database", "--daily", "--for", "artifacts/inbox", "500ms, 3s, 2m, 1h"],
            text => Assert.Contains(text, output));
    }

    [Fact]
    public async Task Refuses_a_time_without_a_unit_and_touches_nothing()
    {
        using var inbox = Start("--for", "3");
        var (exitCode, _, errors) = await inbox.EndAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains("'3' has no unit: write 3s for seconds", errors);
        Assert.Empty(_root.EnumerateFileSystemInfos());
    }

    private InboxProcess Start(params string[] args) => InboxProcess.Start(["--folder", Folder, "--database", Database, .. args]);

    private void DropLargeFiles()
    {
        Directory.CreateDirectory(Folder);
        foreach (var name in (string[])["a.csv", "b.csv"])
        {
            var file = Path.Combine(Folder, name);
            File.WriteAllText(file, Workspace.Numbers(1, Rows));
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);     // quiet for long
        }
    }

    // Only a file's transaction outgrows SQLite's cache and spills into the log; one left by a kill keeps its time until then.
    private bool IsInTheMiddleOfAFile(InboxProcess inbox) =>
        new FileInfo(Database + "-wal") is { Exists: true, Length: > 1_000_000 } log && log.LastWriteTimeUtc > inbox.Started;

    private string[] Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return Workspace.Query(connection, sql);
    }
}
