namespace Vahta.Tests.Groups;

/// <summary>S65: ten thousand members cost ten times as much as a thousand.</summary>
public sealed class LargeGroupTests
{
    private const int Many = 10_000;

    [Fact]
    public void S65_a_one_for_all_restart_of_ten_thousand_bounces_each_exactly_once() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        group.AddTask("failing", world.Dies("failing", times: 1)).Restarts(Restarts.OnFailure);
        Fill(world, group);
        await dispatcher.StartAsync();

        await world.Delay(5);

        var report = await dispatcher.StopAsync();
        Assert.All(report.Units, static unit => Assert.Equal(2, unit.Runs));
        await world.QuietAsync();
        Assert.Equal(Many + 1, world.Events.Count(static happened => happened is UnitPending { Unit: not "group/failing" }) + 1);
        Assert.Equal(Many, Assert.Single(world.Told<GroupRestarting>()).Members.Count - 1);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void S65_S66_ten_thousand_members_are_removed_together_or_one_by_one_and_nothing_is_left(bool together) => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        await dispatcher.StartAsync();
        var members = Fill(world, group);
        await dispatcher.StartAsync(group);

        if (together)
        {
            await dispatcher.RemoveAsync(group);
        }
        else
        {
            foreach (var member in members)
            {
                await dispatcher.RemoveAsync(member);
            }
        }

        Assert.Equal(!together, dispatcher.TryGetUnit("group", out _));
        Assert.DoesNotContain(dispatcher.Snapshot().Units, static unit => unit.Kind != UnitKind.Group);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S65_a_chain_of_ten_thousand_members_is_stopped_started_and_removed() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.RestForOne).InOrder();
        Fill(world, group)[^1].After("member-0");
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(group);
        await dispatcher.StartAsync(group);
        await dispatcher.RemoveAsync(group);

        Assert.Empty(dispatcher.Snapshot().Units);
        await dispatcher.StopAsync();
    });

    private static List<UnitHandle> Fill(Scenario world, UnitGroup group) =>
        [.. Enumerable.Range(0, Many).Select(index => group.AddTask($"member-{index}", world.Fires))];
}
