namespace Inbox.Tests;

public sealed class TheFirstStart : Workspace
{
    private static readonly string[] Shipped =
        ["airports.csv", "global-temp.csv", "iowa-electricity.csv", "seattle-weather.csv", "us-employment.csv"];

    private InboxFolder New => new(Path.Combine(Root, "new"));

    [Fact]
    public async Task Fills_the_folder_with_copies_of_the_shipped_files()
    {
        await New.PrepareAsync(InboxFolder.ShippedFiles, default);

        Assert.Equal(Shipped, New.List().Select(file => file.Name));
        Assert.All(Shipped, file => Assert.True(File.Exists(Path.Combine(InboxFolder.ShippedFiles, file))));
        Assert.True(Directory.Exists(New.Done) && Directory.Exists(New.Rejected));
    }

    [Fact]
    public async Task Loads_every_row_of_them()
    {
        await New.PrepareAsync(InboxFolder.ShippedFiles, default);
        await new Watcher(New, Loader, Clock, Log).ScanAsync(default, default);

        Assert.Equal(
            ["airports|3376", "global_temp|144", "iowa_electricity|51", "seattle_weather|1461", "us_employment|120"],
            await QueryAsync("SELECT table_name, rows FROM inbox_files ORDER BY 1"));
        Assert.Equal(
            ["3376|3376|3376"],
            await QueryAsync("SELECT count(*), count(DISTINCT iata), count(latitude) FROM airports"));
        Assert.Equal(["real|-0.48"], await QueryAsync("SELECT typeof(min(temp)), min(temp) FROM global_temp"));
        Assert.Empty(New.List());
    }

    [Fact]
    public async Task That_died_while_filling_is_done_again_in_full()
    {
        Directory.CreateDirectory(New.FullPath + ".filling");
        File.WriteAllText(Path.Combine(New.FullPath + ".filling", "airports.csv"), "half of i");

        await New.PrepareAsync(InboxFolder.ShippedFiles, default);

        Assert.Equal(Shipped, New.List().Select(file => file.Name));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(InboxFolder.ShippedFiles, "airports.csv")),
            File.ReadAllBytes(Path.Combine(New.FullPath, "airports.csv")));
        Assert.False(Directory.Exists(New.FullPath + ".filling"));
    }

    [Fact]
    public async Task Refuses_a_file_where_the_folder_should_be_and_leaves_nothing_behind()
    {
        File.WriteAllText(New.FullPath, "x");

        var exception = await Assert.ThrowsAsync<IOException>(() => New.PrepareAsync(InboxFolder.ShippedFiles, default));
        Assert.Equal($"{New.FullPath} is a file, not a folder: give another --folder.", exception.Message);
        Assert.False(Path.Exists(New.FullPath + ".filling"));
    }

    [Fact]
    public async Task Puts_nothing_into_a_folder_that_was_there()
    {
        Directory.CreateDirectory(New.FullPath);
        await New.PrepareAsync(InboxFolder.ShippedFiles, default);

        Assert.Empty(New.List());
    }
}
