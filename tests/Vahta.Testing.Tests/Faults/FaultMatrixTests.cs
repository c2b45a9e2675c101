namespace Vahta.Testing.Tests.Faults;

/// <summary>Every fault, at every point at which a kind of unit runs code of its own.</summary>
public sealed class FaultMatrixTests
{
    private static readonly (UnitKind Kind, FaultPoint Point)[] s_places =
    [
        (UnitKind.Task, FaultPoint.Start),
        (UnitKind.Task, FaultPoint.Run),
        (UnitKind.Task, FaultPoint.Stop),
        (UnitKind.Job, FaultPoint.Start),
        (UnitKind.Job, FaultPoint.Stop),
        (UnitKind.Lifespan, FaultPoint.Start),
        (UnitKind.Lifespan, FaultPoint.Stop),
    ];

    public static TheoryData<UnitKind, FaultPoint> Places => [.. s_places.Select(place => (place.Kind, place.Point))];

    public static TheoryData<UnitKind, FaultPoint> SlowPlaces => [.. s_places.Where(place => place.Point != FaultPoint.Run).Select(place => (place.Kind, place.Point))];

    [Theory]
    [MemberData(nameof(Places))]
    public void Throw_fails_the_unit_with_the_exception_given(UnitKind kind, FaultPoint point) => Live(kind, point, async (simulation, dispatcher) =>
    {
        var thrown = new IOException("broken");
        simulation.Faults.Throw("victim", point, thrown);

        var report = await RunAsync(simulation, dispatcher);

        Assert.Equal((point == FaultPoint.Start ? 3 : 1, UnitState.Failed), (report.ExitCode, Victim(report).State));
        Assert.Same(thrown, Assert.Single(report.Errors));
    });

    [Theory]
    [MemberData(nameof(Places))]
    public void CancelItself_is_a_failure_of_the_unit(UnitKind kind, FaultPoint point) => Live(kind, point, async (simulation, dispatcher) =>
    {
        simulation.Faults.CancelItself("victim", point);

        var report = await RunAsync(simulation, dispatcher);

        // Once it has been told to stop, a body that is cancelled has done what it was told.
        var isTold = point == FaultPoint.Stop && kind != UnitKind.Lifespan;
        Assert.Equal(isTold ? 0 : point == FaultPoint.Start ? 3 : 1, report.ExitCode);
        Assert.All(report.Errors, error => Assert.Equal("victim cancelled itself.", Assert.IsType<OperationCanceledException>(error).Message));
    });

    [Theory]
    [MemberData(nameof(Places))]
    public void Hang_has_the_unit_abandoned_at_the_place_where_it_hangs(UnitKind kind, FaultPoint point) => Live(kind, point, async (simulation, dispatcher) =>
    {
        simulation.Faults.Hang("victim", point);

        var report = await RunAsync(simulation, dispatcher);

        Assert.Equal(UnitState.Abandoned, Victim(report).State);
        Assert.Contains("HangAsync", Victim(report).AwaitingAt, StringComparison.Ordinal);
        Assert.NotEqual(0, report.ExitCode);
    });

    [Theory]
    [MemberData(nameof(Places))]
    public void SwallowCancellation_has_the_unit_end_when_its_time_is_up(UnitKind kind, FaultPoint point) => Live(kind, point, async (simulation, dispatcher) =>
    {
        simulation.Faults.SwallowCancellation("victim", point);

        var report = await RunAsync(simulation, dispatcher);

        Assert.NotEqual(UnitState.Abandoned, Victim(report).State);
        Assert.Contains(simulation.Trace.Of<UnitLate>("victim"), late => late.Limit >= TimeSpan.FromSeconds(7));
    });

    [Theory]
    [MemberData(nameof(SlowPlaces))]
    public void BeSlow_makes_it_take_longer_and_nothing_else(UnitKind kind, FaultPoint point) => Live(kind, point, async (simulation, dispatcher) =>
    {
        simulation.Faults.BeSlow("victim", point, TimeSpan.FromSeconds(3));

        var report = await RunAsync(simulation, dispatcher);

        Assert.Equal(0, report.ExitCode);
        Assert.Empty(report.Errors);
        var (starting, stopping) = (Victim(report).Starting, Victim(report).Stopping);
        switch (point, kind)
        {
            // A task is ready as soon as its call has returned, however slow the rest is.
            case (FaultPoint.Start, not UnitKind.Task):
                Assert.True(starting >= TimeSpan.FromSeconds(3), $"It was ready in {starting}.");
                break;
            case (FaultPoint.Stop, _):
                Assert.Equal(TimeSpan.FromSeconds(3), stopping);
                break;
        }
    });

    private static void Live(UnitKind kind, FaultPoint point, Func<Simulation, Dispatcher, Task> scenario) => Simulation.Explore(5, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var bystander = dispatcher.AddLifespan("bystander", simulation.Holds("bystander"));
        var victim = kind switch
        {
            UnitKind.Task => dispatcher.AddTask("victim", simulation.Serves("victim")),
            UnitKind.Job => dispatcher.AddJob("victim", point == FaultPoint.Stop ? simulation.Serves("victim") : _ => simulation.Delay(0.5)),
            _ => (UnitHandle)dispatcher.AddLifespan("victim", simulation.Holds("victim")),
        };
        victim.After(bystander).StartWithin(TimeSpan.FromSeconds(20)).StopWithin(TimeSpan.FromSeconds(7));

        await scenario(simulation, dispatcher);

        Assert.Single(simulation.Trace.Entries, entry => entry.Unit == "victim" && entry.What.StartsWith("fault: ", StringComparison.Ordinal) && entry.What.EndsWith($" at {point}", StringComparison.Ordinal));
        Assert.Empty(simulation.Faults.NotStruck);
        simulation.Trace.AssertPaired();
        simulation.Trace.AssertToldOnce();
        simulation.Trace.AssertSingleRuns();
        simulation.Trace.AssertEndedWithin(TimeSpan.FromSeconds(25));
    });

    private static async Task<RunReport> RunAsync(Simulation simulation, Dispatcher dispatcher)
    {
        var running = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(10));
        simulation.Stop();
        return await running;
    }

    private static UnitReport Victim(RunReport report) => report.Units.Single(unit => unit.Name == "victim");
}
