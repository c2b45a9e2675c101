namespace Vahta.Tests.Groups;

/// <summary>What can be wrong with groups, told before anything is started.</summary>
public sealed class MistakesTests
{
    private static readonly Func<CancellationToken, Task> s_nothing = static _ => Task.CompletedTask;

    [Fact]
    public void S3_all_mistakes_of_groups_are_told_at_once_each_with_its_way_out()
    {
        var dispatcher = new Dispatcher();
        var group = dispatcher.AddGroup("group");
        group.AddTask("a", s_nothing).After(group);
        group.AddTask("b", s_nothing).After("nowhere");
        group.After("group/a");
        dispatcher.AddGroup("GROUP");
        dispatcher.AddTask("poller", s_nothing);
        dispatcher.AddGroup("poller");
        group.AddTask("A", s_nothing);
        var timed = dispatcher.AddGroup("timed").StartWithin(TimeSpan.FromSeconds(1));
        timed.AddTask("x", s_nothing).After("timed");
        dispatcher.AddGroup("endless").Essential().Restarts(RestartPolicy.Always).AddTask("x", s_nothing);

        var mistakes = Assert.Throws<DispatcherConfigurationException>(dispatcher.Plan).Mistakes;

        Assert.Contains("Unit 'group/a' comes after 'group', the group that it is in. Remove that After.", mistakes);
        Assert.Contains("Group 'group' comes after 'group/a', which is in it. Say that After of those members that need it.", mistakes);
        Assert.Contains("Unit 'timed/x' comes after 'timed', the group that it is in. Remove that After.", mistakes);
        Assert.Contains(mistakes, static mistake => mistake.StartsWith("Unit 'group/b' comes after 'nowhere', which does not exist. Known are ", StringComparison.Ordinal));
        Assert.Contains(mistakes, static mistake => mistake.StartsWith("Unit 'GROUP' is added 2 times.", StringComparison.Ordinal));
        Assert.Contains(mistakes, static mistake => mistake.StartsWith("Unit 'poller' is added 2 times.", StringComparison.Ordinal));
        Assert.Contains(mistakes, static mistake => mistake.StartsWith("Unit 'group/A' is added 2 times.", StringComparison.Ordinal));
        Assert.Contains(mistakes, static mistake => mistake.StartsWith("'timed' is a group: its members start and stop", StringComparison.Ordinal));
        Assert.Contains(mistakes, static mistake => mistake.StartsWith("Unit 'endless' is essential and always runs again", StringComparison.Ordinal));
        Assert.Equal(9, mistakes.Count);
    }

    [Fact]
    public void S3_a_mistake_in_what_a_group_comes_after_is_told_once_however_many_members_it_has()
    {
        var dispatcher = new Dispatcher();
        var group = dispatcher.AddGroup("group").After("nowhere");
        group.AddTask("a", s_nothing);
        group.AddTask("b", s_nothing);

        var mistake = Assert.Single(Assert.Throws<DispatcherConfigurationException>(dispatcher.Plan).Mistakes);

        Assert.Equal("Unit 'group' comes after 'nowhere', which does not exist. Known are group/a, group/b: correct the name or add the unit.", mistake);
    }

    [Fact]
    public void S3_a_circle_through_groups_is_told_with_its_members()
    {
        var dispatcher = new Dispatcher();
        var one = dispatcher.AddGroup("one");
        var two = dispatcher.AddGroup("two").After(one);
        one.AddTask("a", s_nothing).After("two/b");
        two.AddTask("b", s_nothing);

        var mistake = Assert.Single(Assert.Throws<DispatcherConfigurationException>(dispatcher.Plan).Mistakes);

        Assert.Equal("Units wait for each other in a circle: one/a -> two/b -> one/a. Remove one of these After.", mistake);
    }

    [Fact]
    public void H16_what_is_wrong_with_a_group_added_at_run_time_is_told_when_it_is_started_and_nothing_joins() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        await dispatcher.StartAsync();
        var group = dispatcher.AddGroup("group").StopWithin(TimeSpan.FromSeconds(1)).After("nowhere");
        group.AddTask("a", world.Serves("a")).After("b");
        group.AddTask("b", world.Serves("b")).After("a");

        var mistakes = (await Thrown.By<DispatcherConfigurationException>(dispatcher.StartAsync(group))).Mistakes;

        Assert.Equal(3, mistakes.Count);
        Assert.Contains(mistakes, static mistake => mistake.StartsWith("'group' is a group", StringComparison.Ordinal));
        Assert.Empty(world.Journal);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void B5_a_group_whose_members_have_joined_can_no_longer_be_redefined() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group");
        group.AddGroup("inner").AddTask("a", world.Serves("a"));
        await dispatcher.StartAsync();

        Assert.Throws<InvalidOperationException>(() => group.Restarts(RestartPolicy.OnFailure));
        Assert.Throws<InvalidOperationException>(() => group.InOrder());
        Assert.Throws<InvalidOperationException>(() => group.CompletesOn(GroupCompletion.AllEssential));
        Assert.Contains("'group' is Running and can no longer be redefined", Assert.Throws<InvalidOperationException>(() => group.After("nowhere")).Message, StringComparison.Ordinal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S3_a_group_cannot_have_a_strategy_or_a_completion_that_does_not_exist()
    {
        var dispatcher = new Dispatcher();

        Assert.Throws<ArgumentOutOfRangeException>(() => dispatcher.AddGroup("group", (GroupStrategy)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => dispatcher.AddGroup("group").CompletesOn((GroupCompletion)7));
    }
}
