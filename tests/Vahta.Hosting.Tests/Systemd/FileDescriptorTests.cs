using Vahta.Testing;

namespace Vahta.Hosting.Tests.Systemd;

public sealed class FileDescriptorTests
{
    [Fact]
    public void A_unit_whose_dispatcher_does_not_notify_systemd_stores_nothing() => Simulation.Run(async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var stored = true;
        dispatcher.AddTask("poller", (unit, stopping) =>
        {
            using var file = File.OpenHandle("/dev/null");
            stored = unit.StoreFileDescriptor("state", file) || unit.RemoveFileDescriptor("state");
            return simulation.Fires(stopping);
        });

        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.False(stored);
    });

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("tab\t")]
    [InlineData("größe")]
    public void A_name_that_systemd_would_not_take_is_refused(string name) => Simulation.Run(async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddJob("store", (unit, _) => Task.FromResult(unit.RemoveFileDescriptor(name)));

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => dispatcher.StartAsync());

        Assert.Contains($"'{name}' is no name systemd takes", refused.Message, StringComparison.Ordinal);
    });
}
