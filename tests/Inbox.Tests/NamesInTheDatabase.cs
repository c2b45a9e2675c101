namespace Inbox.Tests;

public sealed class NamesInTheDatabase
{
    [Theory]
    [InlineData("airports.csv", "airports")]
    [InlineData("US Sales-2026.csv", "us_sales_2026")]
    [InlineData("a--b__c.csv", "a_b_c")]
    [InlineData("v1.2.csv", "v1_2")]
    [InlineData("2026.csv", "csv_2026")]
    [InlineData("___.csv", "csv")]
    [InlineData("sqlite_schema.csv", "csv_sqlite_schema")]
    [InlineData("Inbox-Days.csv", "csv_inbox_days")]
    public void Of_tables_can_be_typed(string file, string table) => Assert.Equal(table, SqlName.ForTable(file));

    [Theory]
    [InlineData("a,b", "a,b")]
    [InlineData(" Unit Price (€) ,B%", "unit_price,b")]
    [InlineData("a,A,a", "a,a_2,a_3")]
    [InlineData("a,a_2,a", "a,a_2,a_3")]
    [InlineData(",,x", "column_1,column_2,x")]
    [InlineData("column_2,", "column_2,column_2_2")]
    [InlineData("2001,Line,FILE_ID", "column_2001,line_2,file_id_2")]
    public void Of_columns_can_be_typed_and_are_all_different(string header, string columns) =>
        Assert.Equal(columns.Split(','), SqlName.ForColumns(header.Split(',')));

    [Fact]
    public void Are_not_endless() => Assert.Equal(100, SqlName.ForColumns([new string('x', 100_000)])[0].Length);
}
