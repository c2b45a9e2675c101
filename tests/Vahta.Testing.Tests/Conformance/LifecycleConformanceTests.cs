namespace Vahta.Testing.Tests.Conformance;

public sealed class LifecycleConformanceTests
{
    [Fact]
    public void An_application_that_keeps_its_promises_shows_nothing_in_any_case()
    {
        var report = LifecycleConformance.Check(Define);

        Assert.Equal("", string.Join('\n', report.Findings.Select(finding => $"{finding}\n{finding.Timeline}")));
        // 3 of the task, 2 of the job, 2 of the lifespan, 2 hooks: 5 faults each but at Run, 6 stops, 3 seeds; and one undisturbed life.
        Assert.Equal((((9 * 5) - 1) * 6 * 3) + 1, report.Runs);
        report.ThrowIfAny();
    }

    [Fact]
    public void A_task_that_ignores_its_token_is_named_with_the_place_where_it_hangs()
    {
        var report = LifecycleConformance.Check(options =>
        {
            var dispatcher = Define(options);
            dispatcher.AddTask("deaf", HangAsync);
            return dispatcher;
        });

        var finding = Assert.Single(report.Findings);
        Assert.Matches(@"^'deaf' hangs at LifecycleConformanceTests\.HangAsync \(LifecycleConformanceTests\.cs:\d+\)", finding.Problem);
        Assert.Equal("without any fault", finding.Case);
        var thrown = Assert.Throws<ConformanceException>(report.ThrowIfAny);
        Assert.Contains(finding.Problem, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(finding.Timeline, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resource_leaked_only_when_a_later_setup_fails_is_found_by_the_applications_own_invariant()
    {
        var open = 0;

        var report = LifecycleConformance.Check(
            options =>
            {
                open = 0;
                var dispatcher = Define(options);
                dispatcher.AddJob("warm-up", async (unit, stopping) =>
                {
                    // Taken before anything that can be cancelled, and given back only when all goes well.
                    open++;
                    await Task.Delay(TimeSpan.FromMilliseconds(300), unit.TimeProvider, stopping);
                    open--;
                });
                return dispatcher;
            },
            new() { Invariant = _ => Assert.True(open == 0, "A connection of the warm-up's is left open.") });

        var finding = Assert.Single(report.Findings);
        Assert.Equal("A connection of the warm-up's is left open.", finding.Problem);
        Assert.NotEqual("without any fault", finding.Case);
    }

    [Fact]
    public void A_timer_left_behind_is_found()
    {
        var report = LifecycleConformance.Check(options =>
        {
            var dispatcher = Define(options);
            dispatcher.AddTask("leaky", (unit, stopping) =>
            {
                _ = new PeriodicTimer(TimeSpan.FromSeconds(1), unit.TimeProvider).WaitForNextTickAsync(CancellationToken.None);
                return Task.Delay(Timeout.InfiniteTimeSpan, unit.TimeProvider, stopping);
            });
            return dispatcher;
        });

        Assert.Equal("1 timers are still set when everything has stopped.", Assert.Single(report.Findings).Problem);
    }

    [Fact]
    public void One_failure_told_by_two_units_is_found()
    {
        var report = LifecycleConformance.Check(options =>
        {
            var dispatcher = Define(options);
            var shared = new TaskCompletionSource();
            dispatcher.AddTask("first", _ => shared.Task).IgnoreFailure();
            dispatcher.AddTask("second", _ => shared.Task).IgnoreFailure();
            dispatcher.AddJob("breaks", _ =>
            {
                shared.SetException(new IOException("the connection broke"));
                return Task.CompletedTask;
            });
            return dispatcher;
        });

        Assert.Contains(report.Findings, finding => finding.Problem == "IOException: the connection broke was told 2 times.");
    }

    [Fact]
    public void A_failure_that_follows_from_anothers_is_found_with_the_case_that_shows_it()
    {
        var report = LifecycleConformance.Check(options =>
        {
            var dispatcher = new Dispatcher(options);
            var database = dispatcher.AddLifespan("database", _ => Task.FromResult("open"));
            // Uses the database without saying so.
            dispatcher.AddTask("poller", async (unit, stopping) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), unit.TimeProvider, stopping);
                _ = database.Value;
                await Task.Delay(Timeout.InfiniteTimeSpan, unit.TimeProvider, stopping);
            });
            return dispatcher;
        });

        var finding = Assert.Single(report.Findings);
        Assert.StartsWith("'poller' fails besides: InvalidOperationException: Lifespan 'database' is Starting", finding.Problem, StringComparison.Ordinal);
        Assert.Equal("'database' hangs at Start, nobody stops it", finding.Case);
    }

    [Fact]
    public void One_case_can_be_looked_at_alone()
    {
        var report = LifecycleConformance.Check(Define, new() { Only = "'poller' hangs at Stop, a second signal", Seeds = 1 });

        Assert.Equal(2, report.Runs);
    }

    [Fact]
    public void A_case_that_is_not_there_is_refused_with_one_that_is()
    {
        var thrown = Assert.Throws<ArgumentException>(() => LifecycleConformance.Check(Define, new() { Only = "no such case" }));

        Assert.Contains("None of the 264 cases contains 'no such case'. One of them is: 'database' throws InjectedException at Start, nobody stops it.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_definition_that_is_refused_is_the_only_finding()
    {
        var report = LifecycleConformance.Check(options =>
        {
            var dispatcher = Define(options);
            dispatcher.AddTask("lost", _ => Task.CompletedTask).After("nowhere");
            return dispatcher;
        });

        Assert.Contains("nowhere", Assert.Single(report.Findings).Problem, StringComparison.Ordinal);
        Assert.Equal(1, report.Runs);
    }

    private static Dispatcher Define(DispatcherOptions options)
    {
        var dispatcher = new Dispatcher(options);
        dispatcher.OnStarting(_ => Task.CompletedTask).OnStopping(_ => Task.CompletedTask);
        var database = dispatcher.AddLifespan("database", OpenDatabase);
        dispatcher.AddJob("migrate", (unit, stopping) => Task.Delay(TimeSpan.FromMilliseconds(100), unit.TimeProvider, stopping)).After(database);
        dispatcher.AddTask("poller", (unit, stopping) => Task.Delay(Timeout.InfiniteTimeSpan, unit.TimeProvider, stopping)).After("migrate");
        return dispatcher;
    }

    private static async IAsyncEnumerable<string> OpenDatabase(UnitContext unit)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(100), unit.TimeProvider, unit.Stopping);
        yield return "open";
        await Task.Delay(TimeSpan.FromMilliseconds(100), unit.TimeProvider);
    }

    private static async Task HangAsync(CancellationToken stopping) =>
        await new TaskCompletionSource().Task;
}
