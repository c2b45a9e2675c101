namespace Inbox.Tests;

public sealed class ALaterFileOfTheSameName : Workspace
{
    [Fact]
    public async Task Goes_to_the_same_table()
    {
        await LoadAsync("f.csv", "a\n1\n");
        await LoadAsync("f.csv", "a\n2\n");

        Assert.Equal(["1|1", "2|2"], await QueryAsync("SELECT file_id, a FROM f"));
    }

    [Fact]
    public async Task Adds_the_columns_the_table_does_not_have()
    {
        await LoadAsync("f.csv", "a,b\n1,2\n");
        await LoadAsync("f.csv", "C,A\n3,4\n");

        Assert.Equal(["1|2|NULL", "4|NULL|3"], await QueryAsync("SELECT a, b, c FROM f"));
    }

    [Fact]
    public async Task Puts_text_beside_a_column_of_numbers_so_that_no_zero_is_lost()
    {
        await LoadAsync("f.csv", "zip,zip_text\n12345,x\n");
        await LoadAsync("f.csv", "zip,zip_text\n01234,y\n");
        await LoadAsync("f.csv", "zip\nn/a\n");

        Assert.Equal(
            ["12345|x|NULL", "NULL|y|01234", "NULL|NULL|n/a"],
            await QueryAsync("SELECT zip, zip_text, zip__text FROM f"));
    }

    [Theory]
    [InlineData("1", "2.5", "1", "2.5")]                                             // an INTEGER column takes a real as it is
    [InlineData("1.5", "2", "1.5", "2.0")]
    [InlineData("x", "1", "x", "1")]
    [InlineData("1", "123456789012345678", "1", "123456789012345678")]
    public async Task Shares_a_column_where_that_changes_no_value(string first, string second, string a, string b)
    {
        await LoadAsync("f.csv", $"v\n{first}\n");
        await LoadAsync("f.csv", $"v\n{second}\n");

        Assert.Equal([a, b], await QueryAsync("SELECT v FROM f ORDER BY file_id"));
    }

    [Fact]
    public async Task Keeps_long_integers_out_of_a_column_of_reals()
    {
        await LoadAsync("f.csv", "v\n1.5\n");
        await LoadAsync("f.csv", "v\n123456789012345678\n");

        Assert.Equal(["1.5|NULL", "NULL|123456789012345678"], await QueryAsync("SELECT v, v__text FROM f"));
    }

    [Fact]
    public async Task Is_rejected_when_the_table_would_get_too_many_columns()
    {
        await LoadAsync("f.csv", string.Join(',', Enumerable.Range(0, 1990).Select(i => $"c{i}")));
        var outcome = await LoadAsync("f.csv", string.Join(',', Enumerable.Range(0, 20).Select(i => $"d{i}")));

        Assert.Equal(
            new Outcome.Rejected("Line 1: The table 'f' would have more than 2000 columns, which SQLite cannot hold."),
            outcome);
        Assert.Equal(["1992"], await QueryAsync("SELECT count(*) FROM pragma_table_info('f')"));
    }
}
