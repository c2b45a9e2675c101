using System.Text;

namespace Inbox.Tests;

public sealed class AFileIsLoaded : Workspace
{
    [Fact]
    public async Task Into_a_table_of_its_name_with_the_columns_of_its_header()
    {
        var outcome = await LoadAsync("US Sales-2026.csv", "Day,Amount (EUR),city\n2026-01-01,12.5,Bonn\n2026-01-02,7,Ulm\n");

        Assert.Equal(new Outcome.Loaded("us_sales_2026", 2), outcome);
        Assert.Equal(
            ["2026-01-01|12.5|Bonn", "2026-01-02|7.0|Ulm"],
            await QueryAsync("SELECT day, amount_eur, city FROM us_sales_2026"));
    }

    [Fact]
    public async Task With_every_row_telling_its_file_and_line()
    {
        await LoadAsync("first.csv", "a\n1\n");
        await LoadAsync("notes.csv", "a,b\n1,\"two\nlines\"\n\n2,x\n");

        Assert.Equal(["2|2|1", "2|5|2"], await QueryAsync("SELECT file_id, line, a FROM notes"));
    }

    [Fact]
    public async Task And_told_in_inbox_files()
    {
        await LoadAsync("a.csv", "x\n1\n");

        Assert.Equal(
            ["1|a.csv|4|loaded|a|1|NULL|2026-05-01T10:00:00+00:00"],
            await QueryAsync("SELECT id, name, length, status, table_name, rows, reason, taken_at FROM inbox_files"));
    }

    [Theory]
    [InlineData("a;b\n1,5;2\n", "1,5|2")]
    [InlineData("a\tb\nx\ty, z\n", "x|y, z")]
    [InlineData("a|b\nx|y;z\n", "x|y;z")]
    [InlineData("\"a;;;\",b\nx,y\n", "x|y")]
    public async Task Whatever_separates_its_fields(string text, string row)
    {
        await LoadAsync("f.csv", text);

        Assert.Equal([$"1|2|{row}"], await QueryAsync("SELECT * FROM f"));
    }

    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("a,b\r\n1,2\r\n")]
    [InlineData("a,b\r1,2\r")]
    [InlineData("a,b\n1,2")]
    [InlineData("\n\na,b\n\n1,2\n\n\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n")]
    public async Task Whatever_its_line_ends_blank_lines_and_quotes(string text)
    {
        await LoadAsync("f.csv", text);

        Assert.Equal(["1|2"], await QueryAsync("SELECT a, b FROM f"));
    }

    [Fact]
    public async Task With_quotes_delimiters_and_line_breaks_in_quoted_fields()
    {
        await LoadAsync("f.csv", "a,b\n\"5\"\" pipe, long\",\"two\r\nlines\"\n");

        Assert.Equal(["5\" pipe, long|two\r\nlines"], await QueryAsync("SELECT a, b FROM f"));
    }

    [Fact]
    public async Task With_only_a_header_as_an_empty_table()
    {
        Assert.Equal(new Outcome.Loaded("f", 0), await LoadAsync("f.csv", "a,b"));
        Assert.Empty(await QueryAsync("SELECT a, b FROM f"));
    }

    [Fact]
    public async Task With_empty_fields_as_NULL()
    {
        await LoadAsync("f.csv", "a,b\n,\"\"\n");

        Assert.Equal(["NULL|NULL"], await QueryAsync("SELECT a, b FROM f"));
    }

    [Fact]
    public async Task With_one_column_in_which_only_a_quoted_empty_line_is_a_row()
    {
        await LoadAsync("f.csv", "a\nx\n\n\"\"\ny\n");

        Assert.Equal(["2|x", "4|NULL", "5|y"], await QueryAsync("SELECT line, a FROM f"));
    }

    [Fact]
    public async Task With_nameless_doubled_and_reserved_header_names()
    {
        await LoadAsync("f.csv", "a,A,,line,file_id,2001,order,a_2\n1,2,3,4,5,6,7,8\n");

        Assert.Equal(
            ["1|2|3|4|5|6|7|8"],
            await QueryAsync("""SELECT a, a_2, column_3, line_2, file_id_2, column_2001, "order", a_2_2 FROM f"""));
    }

    [Fact]
    public async Task With_a_byte_order_mark_that_does_not_get_into_the_first_name()
    {
        await LoadAsync(Drop("f.csv", [.. Encoding.UTF8.Preamble, .. "a,b\n1,ü\n"u8]));

        Assert.Equal(["1|ü"], await QueryAsync("SELECT a, b FROM f"));
    }

    [Fact]
    public async Task In_UTF_16_with_a_byte_order_mark()
    {
        await LoadAsync(Drop("f.csv", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a,b\n1,Ж\n")]));

        Assert.Equal(["1|Ж"], await QueryAsync("SELECT a, b FROM f"));
    }

    [Fact]
    public async Task With_names_in_any_alphabet()
    {
        await LoadAsync("Продажи.csv", "Город\nКазань\n");

        Assert.Equal(["Казань"], await QueryAsync("SELECT город FROM продажи"));
    }

    [Fact]
    public async Task With_a_huge_field()
    {
        await LoadAsync("f.csv", $"a,b\n1,\"{new string('x', 1_000_000)}\"\n");

        Assert.Equal(["1|1000000"], await QueryAsync("SELECT a, length(b) FROM f"));
    }

    [Fact]
    public async Task With_two_thousand_columns_less_our_two()
    {
        var header = string.Join(',', Enumerable.Range(0, 1998).Select(i => $"c{i}"));

        Assert.Equal(new Outcome.Loaded("f", 0), await LoadAsync("f.csv", header));
    }

    [Fact]
    public async Task Without_SQL_in_its_names_being_run()
    {
        await LoadAsync("x\"; DROP TABLE inbox_files; --.csv", "a\"\"; DROP TABLE inbox_days\n");
        await LoadAsync("f.csv", "\"a\"\"); DROP TABLE inbox_days; --\"\n'); DROP TABLE inbox_files; --\n");

        Assert.Equal(["'); DROP TABLE inbox_files; --"], await QueryAsync("SELECT a_drop_table_inbox_days FROM f"));
        Assert.Equal(
            ["inbox_days", "inbox_files"],
            await QueryAsync("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'inbox%' ORDER BY 1"));
    }

    [Fact]
    public async Task Beside_a_table_or_view_of_somebody_else_with_that_name()
    {
        await QueryAsync("CREATE TABLE F (x); CREATE VIEW f_2 AS SELECT 1 AS file_id, 2 AS line;");

        Assert.Equal(new Outcome.Loaded("f_3", 1), await LoadAsync("f.csv", "a\n1\n"));
        Assert.Equal(new Outcome.Loaded("f_3", 1), await LoadAsync("f.csv", "a\n2\n"));
    }

    [Fact]
    public async Task Beside_our_own_tables_when_it_is_called_like_one()
    {
        Assert.Equal(new Outcome.Loaded("csv_inbox_files", 1), await LoadAsync("inbox_files.csv", "id\n1\n"));
    }
}
