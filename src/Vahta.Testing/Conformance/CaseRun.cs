using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Vahta.Testing.Conformance;

/// <summary>One life of an application, in which one thing goes wrong, or none.</summary>
/// <param name="define">The application.</param>
/// <param name="options">How far to look.</param>
/// <param name="one">What goes wrong, and how it is stopped; null leaves it undisturbed.</param>
/// <param name="stopAt">The moment of the stop.</param>
internal sealed class CaseRun(Func<DispatcherOptions, Dispatcher> define, ConformanceOptions options, ConformanceCase? one, TimeSpan stopAt)
{
    // Signals that come sooner after each other are one press.
    private static readonly TimeSpan s_betweenSignals = TimeSpan.FromMilliseconds(200);

    public void Run(Findings findings, int seed, Action<Simulation>? learn = null)
    {
        List<string> problems = [];
        var timeline = "";
        try
        {
            Simulation.Run(
                async simulation =>
                {
                    await LiveAsync(simulation);
                    learn?.Invoke(simulation);
                    problems.AddRange(Problems.Of(simulation, options, one));
                },
                seed,
                shown => timeline = shown);
        }
        catch (SimulationException failure)
        {
            problems.Add(TraceAssertionException.SentenceOf(failure.InnerException!));
        }

        findings.Add(one?.ToString() ?? "without any fault", seed, problems, timeline);
    }

    private async Task LiveAsync(Simulation simulation)
    {
        using var callersToken = new CancellationTokenSource();
        var dispatcher = define(simulation.Options);
        if (one is not null)
        {
            simulation.Faults.Add(one.Fault());
        }

        var running = dispatcher.RunAsync(callersToken.Token);
        await StopAsync(simulation, dispatcher, running, callersToken);
        await Task.WhenAny(running, simulation.Exited);
        await simulation.WaitUntilQuietAsync();
        if (running.IsCompleted && (await running).Reason.Exception is DispatcherConfigurationException refused)
        {
            ExceptionDispatchInfo.Throw(refused);
        }
    }

    private async Task StopAsync(Simulation simulation, Dispatcher dispatcher, Task running, CancellationTokenSource callersToken)
    {
        var stop = one?.Stop ?? StopKind.None;
        using var ended = new CancellationTokenSource();
        var moment = Task.Delay(stop == StopKind.None ? options.RunFor : stopAt, simulation.TimeProvider, ended.Token);
        if (await Task.WhenAny(running, moment) == running)
        {
            await ended.CancelAsync();
            return;
        }

        switch (stop)
        {
            case StopKind.None:
                dispatcher.RequestStop("after a while");
                break;
            case StopKind.StopAsync:
                await dispatcher.StopAsync();
                break;
            case StopKind.CallersToken:
                await callersToken.CancelAsync();
                break;
            default:
                await SignalAsync(simulation, running, presses: stop - StopKind.FirstSignal + 1);
                break;
        }
    }

    private static async Task SignalAsync(Simulation simulation, Task running, int presses)
    {
        for (var press = 1; press <= presses && !running.IsCompleted; press++)
        {
            simulation.Signal(PosixSignal.SIGTERM);
            await simulation.AdvanceAsync(press < presses ? s_betweenSignals : TimeSpan.Zero);
        }
    }
}
