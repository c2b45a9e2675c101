using Microsoft.Extensions.Time.Testing;

namespace Inbox.Tests;

public sealed class TheWatcher : Workspace
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Told_to_stop_finishes_the_file_in_hand_and_begins_no_other()
    {
        await LoadAsync("a.csv", Numbers(1, 1));
        Drop("a.csv", Numbers(2, 1000));
        Drop("b.csv", Numbers(1, 1));
        using var stopping = new CancellationTokenSource();
        await AtLineAsync("a", 500, stopping.Cancel);

        await Watcher.RunAsync(stopping.Token, CancellationToken.None).WaitAsync(Patience);

        Assert.Equal(["b.csv", "done/a.csv"], Files());
        Assert.Equal(["1001"], await QueryAsync("SELECT count(*) FROM a"));
    }

    [Fact]
    public async Task Takes_files_by_name_and_leaves_alone_what_is_not_a_CSV_file()
    {
        Drop("b.CSV", "x\n1\n");
        Drop("a.csv", "x\n1\n");
        Drop(".hidden.csv", "x\n1\n");
        Drop("c.csv.part", "x\n1\n");
        Drop("notes.txt", "x\n1\n");
        Directory.CreateDirectory(Path.Combine(Folder.FullPath, "directory.csv"));

        await ScanAsync();

        Assert.Equal([".hidden.csv", "c.csv.part", "done/a.csv", "done/b.CSV", "notes.txt"], Files());
        Assert.Equal(["a.csv", "b.CSV"], await QueryAsync("SELECT name FROM inbox_files ORDER BY id"));
    }

    [Fact]
    public async Task Looks_again_and_again_until_told_to_stop()
    {
        using var stopping = new CancellationTokenSource();
        using var taken = new SemaphoreSlim(0);
        var watcher = new Watcher(Folder, Loader, Clock, Log) { Taken = () => taken.Release() };
        var running = watcher.RunAsync(stopping.Token, CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            Drop($"{i}.csv", "x\n1\n");
            Clock.Advance(TimeSpan.FromMilliseconds(500));
            Assert.True(await taken.WaitAsync(Patience));
        }

        stopping.Cancel();
        await running.WaitAsync(Patience);
        Assert.Equal(["done/0.csv", "done/1.csv", "done/2.csv"], Files());
    }

    [Fact]
    public async Task Is_woken_by_the_operating_system_without_waiting_for_its_clock()
    {
        using var stopping = new CancellationTokenSource();
        using var taken = new SemaphoreSlim(0);
        Drop("first.csv", "x\n1\n");
        Drop("renamed.part", "x\n1\n");
        File.WriteAllText(Path.Combine(Root, "moved.csv"), "x\n1\n");
        var watcher = new Watcher(Folder, Loader, Clock, Log) { Taken = () => taken.Release() };
        var running = watcher.RunAsync(stopping.Token, CancellationToken.None);
        Assert.True(await taken.WaitAsync(Patience));

        File.Move(Path.Combine(Folder.FullPath, "renamed.part"), Path.Combine(Folder.FullPath, "renamed.csv"));
        Assert.True(await taken.WaitAsync(Patience));
        File.Move(Path.Combine(Root, "moved.csv"), Path.Combine(Folder.FullPath, "moved.csv"));
        Assert.True(await taken.WaitAsync(Patience));

        stopping.Cancel();
        await running.WaitAsync(Patience);
    }

    [Fact]
    public async Task Leaves_a_file_that_is_being_written_until_it_is_quiet()
    {
        var file = Drop("f.csv", "x\n1\n");
        var clock = new FakeTimeProvider(new DateTimeOffset(File.GetLastWriteTimeUtc(file)));
        var watcher = new Watcher(Folder, Loader, clock, Log);

        await watcher.ScanAsync(default, default);
        Assert.Equal(["f.csv"], Files());
        clock.Advance(TimeSpan.FromSeconds(1));
        await watcher.ScanAsync(default, default);
        Assert.Equal(["done/f.csv"], Files());
    }

    [Fact]
    public async Task Fails_when_the_folder_is_taken_away()
    {
        Directory.Move(Folder.FullPath, Folder.FullPath + ".away");

        await Assert.ThrowsAsync<DirectoryNotFoundException>(ScanAsync);
    }

    [Fact]
    public async Task Goes_on_when_a_file_is_taken_away_between_being_seen_and_being_read()
    {
        await LoadAsync("a.csv", Numbers(1, 1));
        Drop("a.csv", Numbers(2, 10));
        var b = Drop("b.csv", Numbers(1, 1));
        Drop("c.csv", Numbers(1, 1));
        await AtLineAsync("a", 5, () => File.Delete(b));

        await ScanAsync();

        Assert.Equal(["done/a.csv", "done/c.csv"], Files());
    }
}
