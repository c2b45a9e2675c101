using Vahta.Hosting.Systemd;

namespace Vahta.Hosting.Tests.Systemd;

/// <summary>The only tests that touch the process's environment: those of one class follow each other.</summary>
public sealed class SystemdEnvironmentTests : IDisposable
{
    private static readonly string[] s_names = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"];

    private static readonly string s_own = Environment.ProcessId.ToString();

    public void Dispose() => Array.ForEach(s_names, name => Environment.SetEnvironmentVariable(name, null));

    [Fact]
    public void N16_without_NOTIFY_SOCKET_nothing_is_there_and_nothing_is_touched()
    {
        Set(("WATCHDOG_USEC", "3000000"));

        Assert.Null(SystemdEnvironment.Take());

        Assert.Equal("3000000", Environment.GetEnvironmentVariable("WATCHDOG_USEC"));
    }

    [Theory]
    [InlineData("/run/systemd/notify")]
    [InlineData("@/org/freedesktop/systemd1/notify")]
    public void N16_what_systemd_says_is_read_once_and_children_do_not_inherit_it(string address)
    {
        Set(("NOTIFY_SOCKET", address), ("WATCHDOG_USEC", "3000000"), ("WATCHDOG_PID", s_own));

        Assert.Equal(new SystemdEnvironment(address, TimeSpan.FromSeconds(3)), SystemdEnvironment.Take());

        Assert.All(s_names, name => Assert.Null(Environment.GetEnvironmentVariable(name)));
        Assert.Null(SystemdEnvironment.Take());
    }

    [Theory]
    [InlineData("3000000", null, 3)]
    [InlineData("3000000", "1", null)]
    [InlineData("0", null, null)]
    [InlineData("9223372036854775807", null, null)]
    [InlineData("18446744073709551615", null, null)]
    [InlineData("soon", null, null)]
    [InlineData(null, null, null)]
    public void N16_the_watchdog_counts_where_it_is_meant_for_this_process_or_for_whoever_reads_it(string? interval, string? process, int? seconds)
    {
        Set(("NOTIFY_SOCKET", "@vahta"), ("WATCHDOG_USEC", interval), ("WATCHDOG_PID", process));

        Assert.Equal(seconds is { } some ? TimeSpan.FromSeconds(some) : null, SystemdEnvironment.Take()!.Watchdog);
    }

    [Theory]
    [InlineData("vsock:2:1234")]
    [InlineData("relative")]
    [InlineData("/")]
    public void An_address_of_another_kind_is_left_alone(string address)
    {
        Set(("NOTIFY_SOCKET", address));

        Assert.Null(SystemdEnvironment.Take());
    }

    [Fact]
    public async Task N16_the_first_dispatcher_that_asks_speaks_for_the_process()
    {
        var address = $"@vahta-{Guid.NewGuid():N}";
        using var systemd = NotifySocketTests.Listen(address);
        Set(("NOTIFY_SOCKET", address));
        var first = new Dispatcher(new() { HandleSignals = false }).NotifySystemd();
        var second = new Dispatcher(new() { HandleSignals = false }).NotifySystemd();

        await second.StartAsync();
        await second.StopAsync();
        await first.StartAsync();
        var said = "";
        while (!said.Contains("READY=1", StringComparison.Ordinal))
        {
            said = await NotifySocketTests.ReceiveAsync(systemd);
            Assert.DoesNotContain("STOPPING", said, StringComparison.Ordinal);
        }

        await first.StopAsync();
    }

    [Fact]
    public void Descriptors_passed_to_this_process_have_their_names_and_numbers()
    {
        Set(("LISTEN_PID", s_own), ("LISTEN_FDS", "3"), ("LISTEN_FDNAMES", "http:admin"));

        Assert.Equal([new("http", 3), new("admin", 4), new("unknown", 5)], SystemdEnvironment.TakeDescriptors());

        Assert.All(s_names, name => Assert.Null(Environment.GetEnvironmentVariable(name)));
    }

    [Theory]
    [InlineData("1", "2")]
    [InlineData(null, "2")]
    [InlineData("own", "-1")]
    [InlineData("own", null)]
    public void Descriptors_meant_for_another_process_are_not_taken(string? process, string? count)
    {
        Set(("LISTEN_PID", process == "own" ? s_own : process), ("LISTEN_FDS", count));

        Assert.Empty(SystemdEnvironment.TakeDescriptors());
    }

    private static void Set(params (string Name, string? Value)[] variables) =>
        Array.ForEach(variables, variable => Environment.SetEnvironmentVariable(variable.Name, variable.Value));
}
