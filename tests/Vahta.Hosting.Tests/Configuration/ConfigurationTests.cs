using Microsoft.Extensions.Configuration;
using Vahta.Hosting.Configuration;

namespace Vahta.Hosting.Tests.Configuration;

public sealed class ConfigurationTests
{
    private readonly Dispatcher _dispatcher = new();
    private readonly List<string> _mistakes = [];

    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("5s", 5)]
    [InlineData("5 s", 5)]
    [InlineData("1.5s", 1.5)]
    [InlineData("2m", 120)]
    [InlineData("2min", 120)]
    [InlineData("1h", 3600)]
    [InlineData("1d", 86400)]
    [InlineData("00:00:05", 5)]
    [InlineData("infinite", -0.001)]
    public void A_duration_is_a_text_with_a_unit(string text, double seconds) =>
        Assert.Equal((true, TimeSpan.FromSeconds(seconds)), (DurationText.TryRead(text, out var duration), duration));

    [Theory]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("5 seconds")]
    [InlineData("1,5s")]
    [InlineData("-00:00:05")]
    [InlineData("soon")]
    public void A_bare_number_is_none(string text) => Assert.False(DurationText.TryRead(text, out _));

    [Fact]
    public void What_is_configured_beats_the_code_and_what_is_not_stays()
    {
        var orders = _dispatcher.AddTask("orders", Serve).StopWithin(TimeSpan.FromSeconds(1)).StartWithin(TimeSpan.FromSeconds(3)).IgnoreFailure();

        Apply(("Units:Orders:StopWithin", "5s"), ("Units:Orders:Watchdog", "infinite"), ("Units:Orders:IgnoreFailure", "false"), ("Units:Orders:Essential", "true"), ("Units:Orders:Manual", "true"), ("Units:Orders:DrainWithin", "0s"));

        Assert.Empty(_mistakes);
        Assert.Equal((5, 3, 0), (orders.Unit.StopWithin.TotalSeconds, orders.Unit.StartWithin.TotalSeconds, orders.Unit.DrainWithin.TotalSeconds));
        Assert.Equal((TimeSpan.MaxValue, false, true, true), (orders.Unit.Watchdog, orders.Unit.IgnoresFailure, orders.Unit.Settings.IsEssential, orders.Unit.IsManual));
    }

    [Fact]
    public void A_policy_that_units_share_is_changed_for_the_one_that_is_named()
    {
        var shared = RestartPolicy.OnFailure with { MaxRestarts = 3 };
        var orders = _dispatcher.AddTask("orders", Serve).Restarts(shared);
        var feed = _dispatcher.AddTask("feed", Serve).Restarts(shared);
        var mail = _dispatcher.AddTask("mail", Serve);

        Apply(("Units:orders:Restarts:Delay", "2s"), ("Units:orders:Restarts:Jitter", "0.5"), ("Units:orders:Restarts:Window", "infinite"), ("Units:mail:Restarts", "always"));

        Assert.Empty(_mistakes);
        Assert.Equal(shared with { Delay = TimeSpan.FromSeconds(2), Jitter = 0.5, Window = Timeout.InfiniteTimeSpan }, orders.Unit.RestartPolicy);
        Assert.Same(shared, feed.Unit.RestartPolicy);
        Assert.Equal(RestartMode.Always, mail.Unit.RestartPolicy.Mode);
        Assert.Equal((RestartMode.Never, TimeSpan.FromSeconds(0.1)), (RestartPolicy.Never.Mode, RestartPolicy.OnFailure.Delay));
    }

    [Fact]
    public void A_member_of_a_group_is_named_with_its_group()
    {
        var parser = _dispatcher.AddGroup("pipeline").AddTask("parser", Serve);

        Apply(("Units:pipeline/parser:StopWithin", "4s"));

        Assert.Empty(_mistakes);
        Assert.Equal(4, parser.Unit.StopWithin.TotalSeconds);
    }

    [Fact]
    public void All_mistakes_come_at_once_with_their_full_path_and_the_way_out()
    {
        _dispatcher.AddTask("orders", Serve);
        _dispatcher.AddTask("feed", Serve);

        Apply(
            ("Units:orders:StopWithin", "5"),
            ("Units:orders:StartWithin", "0s"),
            ("Units:orders:Restarts:Mode", "Sometimes"),
            ("Units:orders:Restarts:Delay", "infinite"),
            ("Units:orders:Manual", "yes"),
            ("Units:orders:FailAfter", "0"),
            ("Units:feed:StopWithn", "5s"),
            ("Units:order:StopWithin", "5s"));

        Assert.Equal(
            [
                "Vahta:Units:feed:StopWithn means nothing. Known are StartWithin, StopWithin, DrainDelay, DrainWithin, Watchdog, Restarts, IgnoreFailure, Essential, Manual, FailAfter: correct the key or remove it.",
                "Vahta:Units:order is about unit 'order', which does not exist. Known are orders, feed: correct the name, add the unit, or remove the key.",
                "Vahta:Units:orders:FailAfter is '0': give a whole number, 1 or more.",
                "Vahta:Units:orders:Manual is 'yes': say 'true' or 'false'.",
                "Vahta:Units:orders:Restarts:Delay is 'infinite': a restart cannot have that; give a time such as '5s'.",
                "Vahta:Units:orders:Restarts:Mode is 'Sometimes': say 'Never', 'OnFailure' or 'Always'.",
                "Vahta:Units:orders:StartWithin is '0s': nothing can keep that; give more, or 'infinite'.",
                "Vahta:Units:orders:StopWithin is '5': say with a unit, such as '5s', '250ms', '2m', or 'infinite'.",
            ],
            _mistakes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_must_be_known_before_the_dispatcher_is_made_goes_into_its_options()
    {
        var options = new DispatcherOptions { InOrder = true };

        VahtaConfiguration.Apply(Section(("StopBudget", "1m"), ("EndWhenDone", "false"), ("HandleSignals", "False"), ("DrainDelay", "0s"), ("MaxUptime", "6h"), ("MaxUptimeJitter", "0.2"), ("Units:orders:StopWithin", "5s"), ("StopBuget", "1m")), options, _mistakes);

        Assert.Equal((TimeSpan.FromMinutes(1), false, false, true), (options.StopBudget, options.EndWhenDone, options.HandleSignals, options.InOrder));
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromHours(6), 0.2), (options.DrainDelay, options.MaxUptime, options.MaxUptimeJitter));
        Assert.Equal("Vahta:StopBuget means nothing. Known are StopBudget, DrainDelay, MaxUptime, MaxUptimeJitter, EndWhenDone, InOrder, HandleSignals, Units: correct the key or remove it.", Assert.Single(_mistakes));
    }

    private static Task Serve(CancellationToken stopping) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping);

    private void Apply(params (string Key, string Value)[] said) => VahtaConfiguration.Apply(Section(said), _dispatcher, _mistakes);

    private static IConfigurationSection Section(params (string Key, string Value)[] said) => new ConfigurationBuilder()
        .AddInMemoryCollection(said.Select(static one => KeyValuePair.Create<string, string?>($"Vahta:{one.Key}", one.Value))).Build().GetSection("Vahta");
}
