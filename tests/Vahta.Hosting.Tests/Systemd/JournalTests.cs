using Vahta.Hosting.Systemd;

namespace Vahta.Hosting.Tests.Systemd;

public sealed class JournalTests
{
    [Theory]
    [InlineData("8:4711", "socket:[4711]", true)]
    [InlineData("8:4711", "socket:[47110]", false)]
    [InlineData("8:4711", "socket:[14711]", false)]
    [InlineData("8:4711", "/var/log/orders.log", false)]
    [InlineData("8:4711", null, false)]
    [InlineData("8:", "socket:[]", false)]
    [InlineData("4711", "socket:[4711]", false)]
    [InlineData("", "socket:[4711]", false)]
    public void The_journal_takes_the_output_that_is_the_stream_it_opened(string stream, string? output, bool takes) => Assert.Equal(takes, Journal.Takes(stream, output));
}
