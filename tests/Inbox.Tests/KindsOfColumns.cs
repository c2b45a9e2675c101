namespace Inbox.Tests;

public sealed class KindsOfColumns
{
    [Theory]
    [InlineData("Empty", "")]
    [InlineData("Integer", "0", "7", "-12", "123456789012345")]
    [InlineData("LongInteger", "1234567890123456", "-123456789012345678")]
    [InlineData("Real", "0.5", ".5", "-.5", "-0.0", "12.50", "12345678901234.5")]
    [InlineData("Text", "007", "-0", "+1", "1e5", "1,5", "1.", ".", "-", "--1", "1.2.3", " 1", "00.5", "x")]
    [InlineData("Text", "1234567890123456789", "123456789012345.6", "٣")]
    public void Are_told_from_the_value(string kind, params string[] values) =>
        Assert.All(values, value => Assert.Equal(Enum.Parse<ColumnKind>(kind), ColumnKind.Of(value)));

    [Theory]
    [InlineData("Empty", "Integer", "Integer")]
    [InlineData("Integer", "Real", "Real")]
    [InlineData("Integer", "LongInteger", "LongInteger")]
    [InlineData("LongInteger", "Real", "Text")]
    [InlineData("Real", "Text", "Text")]
    [InlineData("Empty", "Text", "Text")]
    [InlineData("Real", "Real", "Real")]
    public void Widen_the_same_way_in_either_order(string one, string other, string both)
    {
        var (a, b) = (Enum.Parse<ColumnKind>(one), Enum.Parse<ColumnKind>(other));

        Assert.Equal(Enum.Parse<ColumnKind>(both), a.And(b));
        Assert.Equal(Enum.Parse<ColumnKind>(both), b.And(a));
    }

    [Fact]
    public void Do_not_depend_on_the_order_of_the_rows()
    {
        var kinds = Enum.GetValues<ColumnKind>();
        foreach (var a in kinds)
            foreach (var b in kinds)
                foreach (var c in kinds)
                    Assert.Equal(a.And(b).And(c), a.And(b.And(c)));
    }
}
