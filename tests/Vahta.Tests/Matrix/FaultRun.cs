using System.Runtime.InteropServices;
using Vahta.Testing;

namespace Vahta.Tests.Matrix;

/// <summary>One run of one case: asks for the stop, and holds what happened against the guarantees.</summary>
/// <param name="world">The test's world.</param>
/// <param name="plan">The case.</param>
/// <param name="closeTo">When the stop is asked for; where the fault needs a stop to strike at all, when the stop is asked for the second time.</param>
internal sealed class FaultRun(Scenario world, FaultCase plan, TimeSpan closeTo)
{
    private static readonly TimeSpan s_ready = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_apart = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan s_never = TimeSpan.FromMinutes(1);

    private readonly Application _application = new(world, plan);
    private readonly CancellationTokenSource _caller = new();
    private readonly CancellationTokenSource _over = new();
    private Dispatcher _dispatcher = null!;
    private Task<RunReport>? _stopping;

    private Trace Trace => world.Simulation.Trace;

    /// <returns>When it went wrong.</returns>
    public async Task<TimeSpan> CheckAsync()
    {
        _dispatcher = _application.Define();
        var running = _dispatcher.RunAsync(_caller.Token);
        var asking = AskAsync();
        if (plan.Stop == Stop.ThirdSignal)
        {
            await asking;
            CheckForced();
        }
        else
        {
            var report = await running;
            var endedAt = world.Now;
            await _over.CancelAsync();
            Assert.True(await asking || plan.Stop == Stop.None, "It was over before the last of the stops.");
            CheckEnd(report, endedAt);
            Assert.Same(report, await (_stopping ?? running));
        }

        LegalSequences.Check(world.Events);
        Trace.AssertSingleRuns();
        Trace.AssertToldOnce();
        return _application.StruckAt ?? TimeSpan.Zero;
    }

    // ---- asking

    private async Task<bool> AskAsync()
    {
        foreach (var (at, ask) in Asks())
        {
            await world.Delay(Math.Max(0, (at - world.Now).TotalSeconds), _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (_over.IsCancellationRequested)
            {
                return false;
            }

            ask();
        }

        return true;
    }

    private IEnumerable<(TimeSpan At, Action Ask)> Asks()
    {
        var (first, second) = plan.IsInTheStop ? (s_ready, closeTo) : (closeTo, closeTo + s_apart);
        Action[] signals = [() => world.Simulation.Signal(PosixSignal.SIGTERM), () => world.Simulation.Signal(PosixSignal.SIGQUIT), () => world.Simulation.Signal(PosixSignal.SIGINT)];
        return plan.Stop switch
        {
            Stop.None => [(s_never, () => _dispatcher.RequestStop())],
            Stop.FirstSignal => [(first, signals[0])],
            Stop.SecondSignal => [(first, signals[0]), (second, signals[1])],
            Stop.ThirdSignal => [(first, signals[0]), (second, signals[1]), (second + s_apart, signals[2])],
            Stop.StopAsync => [(first, () => _stopping = _dispatcher.StopAsync())],
            _ => [(first, _caller.Cancel)],
        };
    }

    // ---- checking

    // At once: before anything else could run.
    private void CheckForced()
    {
        Assert.True(world.Simulation.Exited.IsCompleted, "The third signal did not end the process.");
        var report = world.Simulation.LastReport!;
        Assert.Equal((128 + 2, 128 + 2), (world.Simulation.Exited.Result, report.ExitCode));
        Assert.Single(world.Told<StopHurried>());
        Assert.Empty(world.Told<DispatcherStopped>());
        _application.CheckPairs(hasEnded: false);
        CheckErrors(report, 0, 1);
        Assert.All(_application.Held, unit => Assert.True(report.Of(unit).State is not (UnitState.Stopped or UnitState.Skipped), $"'{unit}' was not torn down, and is said to be {report.Of(unit).State}."));
    }

    private void CheckEnd(RunReport report, TimeSpan endedAt)
    {
        var announced = Assert.Single(world.Told<StopAnnounced>()).Elapsed;
        Assert.InRange(endedAt - announced, TimeSpan.Zero, s_budget);
        Trace.AssertEndedWithin(s_budget);
        Trace.AssertPaired();
        _application.CheckPairs(hasEnded: true);
        Assert.Contains((report.ExitCode, report.Reason.Cause), ExpectedEnds.Of(plan, _application.StruckAt?.CompareTo(announced)));
        CheckErrors(report, report.ExitCode == 0 ? 0 : 1, report.ExitCode == 0 ? 0 : 1);
        Assert.Equal(plan.Stop == Stop.SecondSignal ? 1 : 0, world.Told<StopHurried>().Count);
        Assert.All(report.Units, unit => Assert.False(unit.State is UnitState.Pending or UnitState.Starting or UnitState.Running or UnitState.Stopping, unit.ToString()));
        Assert.Equal(0, world.Simulation.Timers);
    }

    // What went wrong, and nothing else; once in the report, and where it is a unit's, once at the unit.
    private void CheckErrors(RunReport report, int least, int most)
    {
        Assert.Equal(plan.IsAHook ? [] : report.Errors, report.Units.SelectMany(unit => unit.Errors));
        var errors = plan is { IsAHook: true, Stays: true } ? report.Errors.Where(error => !error.Message.Contains("was not called: the time for hooks was used up")) : report.Errors;
        Assert.InRange(errors.Count(), least, most);
        Assert.All(errors, error =>
        {
        switch (plan.Fault)
            {
                case Fault.Throws:
                    Assert.Same(_application.Thrown, error);
                    break;
                case Fault.CancelsItself:
                    Assert.EndsWith("cancelled itself.", Assert.IsType<OperationCanceledException>(error).Message);
                    break;
                case var _ when plan.IsAHook:
                    Assert.StartsWith($"Hook {plan.Place} did not end in time", Assert.IsType<TimeoutException>(error).Message);
                    break;
                default:
                    Assert.Equal(plan.Place, Assert.IsType<UnitTimeoutException>(error).Unit);
                    break;
            }
        });
    }
}
