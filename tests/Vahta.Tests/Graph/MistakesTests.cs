namespace Vahta.Tests.Graph;

public sealed class MistakesTests
{
    [Fact]
    public void D15_S3_a_cycle_is_refused_with_its_path_in_order() => AssertMistakes(
        static dispatcher =>
        {
            Add(dispatcher, "a").After("b");
            Add(dispatcher, "b").After("c");
            Add(dispatcher, "c").After("a");
        },
        "Units wait for each other in a circle: a -> b -> c -> a. Remove one of these After.");

    [Fact]
    public void S3_a_cycle_of_two_is_refused_with_its_path_in_order() => AssertMistakes(
        static dispatcher =>
        {
            Add(dispatcher, "first").After("second");
            Add(dispatcher, "second").After("first");
        },
        "first -> second -> first");

    [Fact]
    public void S3_of_units_behind_a_cycle_only_the_cycle_is_named() => AssertMistakes(
        static dispatcher =>
        {
            Add(dispatcher, "behind").After("x");
            Add(dispatcher, "x").After("y");
            Add(dispatcher, "y").After("x");
            Add(dispatcher, "free");
        },
        "circle: x -> y -> x.");

    [Fact]
    public void S3_two_cycles_are_both_named() => AssertMistakes(
        static dispatcher =>
        {
            Add(dispatcher, "a").After("b");
            Add(dispatcher, "b").After("a");
            Add(dispatcher, "c").After("d");
            Add(dispatcher, "d").After("c");
        },
        "a -> b -> a", "c -> d -> c");

    [Fact]
    public void S3_a_unit_after_itself_is_refused() => AssertMistakes(
        static dispatcher => Add(dispatcher, "Orders").After("orders"),
        "Unit 'Orders' comes after itself. Remove that After.");

    [Fact]
    public void S3_an_unknown_name_is_refused_with_the_names_there_are() => AssertMistakes(
        static dispatcher =>
        {
            Add(dispatcher, "database");
            Add(dispatcher, "poller").After("databse");
        },
        "Unit 'poller' comes after 'databse', which does not exist. Known are database: correct the name or add the unit.");

    [Fact]
    public void An_unknown_name_is_refused_when_there_is_no_other() => AssertMistakes(
        static dispatcher => Add(dispatcher, "poller").After("database"),
        "Unit 'poller' comes after 'database', which does not exist. There is no other unit");

    [Fact]
    public void S3_a_duplicate_name_is_refused_without_regard_to_case() => AssertMistakes(
        static dispatcher =>
        {
            Add(dispatcher, "poller");
            Add(dispatcher, "Poller");
            Add(dispatcher, "POLLER");
        },
        "added 3 times. Names are unique without regard to case: rename or remove all but one.");

    [Fact]
    public void A_handle_of_another_dispatcher_is_refused() => AssertMistakes(
        static dispatcher => Add(dispatcher, "poller").After(Add(new(), "database")),
        "Unit 'poller' comes after 'database', which belongs to another dispatcher or was removed. Add it to this one.");

    [Fact]
    public void A_handle_of_another_dispatcher_is_refused_though_the_name_is_known() => AssertMistakes(
        static dispatcher =>
        {
            Add(dispatcher, "database");
            Add(dispatcher, "poller").After(Add(new(), "database"));
        },
        "belongs to another dispatcher");

    [Fact]
    public void An_essential_lifespan_is_refused() => AssertMistakes(
        static dispatcher => dispatcher.AddLifespan("database", static _ => Task.FromResult(1)).Essential(),
        "Unit 'database' is a lifespan and never completes, so it cannot be essential. Remove Essential");

    [Fact]
    public void A_job_or_a_lifespan_that_notifies_ready_is_refused() => AssertMistakes(
        static dispatcher =>
        {
            dispatcher.AddJob("migrate", static _ => Task.CompletedTask).NotifiesReady();
            dispatcher.AddLifespan("database", static _ => Task.FromResult(1)).NotifiesReady();
        },
        "Unit 'migrate' is a job and is ready when it is completed. Remove NotifiesReady.",
        "Unit 'database' is a lifespan and is ready when it is set up. Remove NotifiesReady.");

    [Fact]
    public void All_mistakes_come_at_once_and_nothing_starts() => AssertMistakes(
        static dispatcher =>
        {
            Add(dispatcher, "twin");
            Add(dispatcher, "Twin");
            Add(dispatcher, "lost").After("nowhere");
            Add(dispatcher, "self").After("self");
            Add(dispatcher, "a").After("b");
            Add(dispatcher, "b").After("a");
            dispatcher.AddJob("job", static _ => Task.CompletedTask).NotifiesReady();
        },
        "'Twin' is added 2 times", "'nowhere'", "'self' comes after itself", "'job' is a job", "a -> b -> a");

    [Fact]
    public void All_mistakes_of_a_duplicate_come_too() => AssertMistakes(
        static dispatcher =>
        {
            Add(dispatcher, "twin");
            Add(dispatcher, "twin").After("nowhere");
        },
        "'twin' is added 2 times", "'nowhere', which does not exist");

    [Fact]
    public void A_refused_definition_can_be_corrected_and_then_started() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.Serves("poller")).After("database");
        await Thrown.By<DispatcherConfigurationException>(dispatcher.StartAsync());
        Assert.Equal(DispatcherState.Idle, dispatcher.State);

        dispatcher.AddLifespan("database", world.Holds("database"));
        await dispatcher.StartAsync();

        Assert.Equal(["database up", "poller up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Said_twice_the_later_word_counts() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("cache", static _ => Task.FromException(new IOException("ignored"))).IgnoreFailure();
        dispatcher.AddTask("poller", world.Serves("poller")).After("cache").After(dispatcher["cache"], Dependency.Optional);

        await dispatcher.StartAsync();

        Assert.Equal(["poller up"], world.Journal);
        await dispatcher.StopAsync();
    });

    private static UnitHandle Add(Dispatcher dispatcher, string name) => dispatcher.AddTask(name, static _ => throw new IOException("started"));

    // Through all three that look at a definition; none may start anything.
    private static void AssertMistakes(Action<Dispatcher> define, params string[] mistakes) => Scenario.Run(async world =>
    {
        var started = world.Application();
        define(started);
        AssertAll(await Thrown.By<DispatcherConfigurationException>(started.StartAsync()));

        var planned = world.Application();
        define(planned);
        AssertAll(Assert.Throws<DispatcherConfigurationException>(() => planned.Plan()));

        var run = world.Application();
        run.OnStarting(_ =>
        {
            world.Note("hook");
            return Task.CompletedTask;
        });
        define(run);
        var report = await run.RunAsync();
        AssertAll(Assert.IsType<DispatcherConfigurationException>(Assert.Single(report.Errors)));
        Assert.Equal((2, StopCause.StartFailed), (report.ExitCode, report.Reason.Cause));
        Assert.Same(report.Errors[0], report.Reason.Exception);
        Assert.All(report.Units, unit => Assert.Equal((UnitState.Skipped, 0), (unit.State, unit.Runs)));
        Assert.Empty(world.Journal);

        void AssertAll(DispatcherConfigurationException refused)
        {
            Assert.Equal(mistakes.Length, refused.Mistakes.Count);
            Assert.All(mistakes, mistake => Assert.Contains(refused.Mistakes, told => told.Contains(mistake, StringComparison.OrdinalIgnoreCase)));
            Assert.All(refused.Mistakes, told => Assert.Contains(told, refused.Message));
        }
    });
}
