using System.Text;

namespace Inbox.Tests;

public sealed class AMalformedFile : Workspace
{
    private const string QuotePlace =
        "Line 2: A quote stands where it may not: a field that holds one is quoted as a whole and doubles it. It begins: ";

    private const string NoText =
        "Line 2: Field 2 holds a NUL character: this is not a text file, or UTF-16 without a byte order mark.";

    [Theory]
    [InlineData("", "Line 1: The file is empty: it has not even a header row.")]
    [InlineData("\n\r\n", "Line 1: The file is empty: it has not even a header row.")]
    [InlineData("a,b\n1,2\n3\n", "Line 3: The row has 1 field(s), and the header 2.")]
    [InlineData("a,b\n\"x\ny\",2\n\n1,2,3\n", "Line 5: The row has 3 field(s), and the header 2.")]
    [InlineData("a,b\n1,2\n3,\"x\ny,z\n", "Line 3: A quoted field is never closed. It begins: \"x")]
    [InlineData("a,b\n5\" pipe,2\n", QuotePlace + "5\" pipe")]
    [InlineData("a,b\n\"x\"y,2\n", QuotePlace + "\"x\"y")]
    [InlineData("a,b\n1,x\0y\n", NoText)]
    public async Task Is_rejected_with_the_line_and_what_is_wrong(string text, string reason)
    {
        Assert.Equal(new Outcome.Rejected(reason), await LoadAsync("f.csv", text));
    }

    [Fact]
    public async Task Is_rejected_when_it_is_not_UTF_8()
    {
        var rows = string.Concat(Enumerable.Repeat("1,some text\n", 2000));
        var outcome = await LoadAsync(Drop("f.csv", Encoding.Latin1.GetBytes($"a,b\n{rows}2,caf\u00e9\n{rows}")));

        Assert.Equal(
            new Outcome.Rejected(
                "Line 2002: The text is not UTF-8. Convert it, for example: iconv -f WINDOWS-1252 -t UTF-8 old.csv > new.csv"),
            outcome);
    }

    [Fact]
    public async Task Is_rejected_when_a_quote_that_is_not_closed_swallows_a_large_file()
    {
        var outcome = await LoadAsync("f.csv", $"a,b\n1,\"{new string('x', 17 * 1024 * 1024)}\n");

        Assert.Equal(new Outcome.Rejected("Line 2: A field is longer than 16 Mi characters: is a quote not closed?"), outcome);
    }

    [Fact]
    public async Task Leaves_nothing_but_its_line_in_inbox_files()
    {
        await LoadAsync("f.csv", "a,b\n1,2\n3\n");

        Assert.Equal(
            ["f.csv|rejected|NULL|0|Line 3: The row has 1 field(s), and the header 2."],
            await QueryAsync("SELECT name, status, table_name, rows, reason FROM inbox_files"));
        Assert.Empty(await QueryAsync("SELECT name FROM sqlite_schema WHERE name = 'f'"));
    }

    [Fact]
    public async Task Moves_to_rejected_with_the_reason_beside_it()
    {
        Drop("f.csv", "a,b\n3\n");
        await ScanAsync();

        Assert.Equal(["rejected/f.csv", "rejected/f.csv.reason.txt"], Files());
        Assert.Equal(
            [
                "f.csv was not loaded.",
                "Line 2: The row has 1 field(s), and the header 2.",
                $"To try again: correct the file and move it back to {Folder.FullPath}",
            ],
            File.ReadAllLines(Path.Combine(Folder.Rejected, "f.csv.reason.txt")));
    }

    [Fact]
    public async Task Does_not_keep_the_next_file_from_being_loaded()
    {
        Drop("a.csv", "");
        Drop("b.csv", "x\n1\n");
        await ScanAsync();

        Assert.Equal(["done/b.csv", "rejected/a.csv", "rejected/a.csv.reason.txt"], Files());
    }

    [Fact]
    public async Task Is_loaded_once_it_is_corrected_and_moved_back()
    {
        Drop("f.csv", "a,b\n3\n");
        await ScanAsync();
        File.Delete(Path.Combine(Folder.Rejected, "f.csv"));
        Drop("f.csv", "a,b\n3,4\n");
        await ScanAsync();

        Assert.Equal(["done/f.csv", "rejected/f.csv.reason.txt"], Files());
        Assert.Equal(["3|4"], await QueryAsync("SELECT a, b FROM f"));
    }

    [Fact]
    public async Task That_comes_again_is_rejected_beside_the_first_and_counted_once()
    {
        Drop("f.csv", "");
        await ScanAsync();
        Drop("f.csv", "");
        await ScanAsync();

        Assert.Equal(["rejected/f-2.csv", "rejected/f-2.csv.reason.txt", "rejected/f.csv", "rejected/f.csv.reason.txt"], Files());
        Assert.Equal(["1"], await QueryAsync("SELECT count(*) FROM inbox_files"));
    }
}
