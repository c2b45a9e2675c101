using Microsoft.Extensions.Logging;

namespace Vahta.ProcessTests.Programs;

/// <summary>Programs that do all they can to stay.</summary>
internal static class Hanging
{
    private const int Sleepers = 300;

    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(3);

    /// <summary>Two tasks ignore their token; a third and the lifespan they need do not.</summary>
    public static Task<int> IgnoresToken(string[] args) => Stage.RunAsync(IgnoringToken(new()));

    /// <summary>The same, told to a log.</summary>
    public static async Task<int> IgnoresTokenWithLog(string[] args)
    {
        using var log = LoggerFactory.Create(logging => logging.AddSimpleConsole(format => format.SingleLine = true));
        return (await IgnoringToken(new() { LoggerFactory = log }).RunAsync()).ExitCode;
    }

    /// <summary>A task blocks its thread before its first await; all others are well behaved.</summary>
    public static Task<int> BlocksThread(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { StopBudget = s_budget });
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("blocker", _ =>
        {
            Stage.Say("blocker blocks");
            Thread.Sleep(Timeout.Infinite);
            return Task.CompletedTask;
        }).After(database).StopWithin(TimeSpan.FromMilliseconds(500));
        dispatcher.AddTask("poller", Stage.Serve).After(database);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>A teardown outlasts its grace of a second; the next unit looks at its own token.</summary>
    public static Task<int> IgnoresGrace(string[] args)
    {
        var dispatcher = Stage.Dispatcher();
        var next = dispatcher.AddTask("next", async (unit, stopping) =>
        {
            await Stage.Forever(stopping);
            Stage.Say($"next stopping, aborting {unit.Aborting.IsCancellationRequested}");
            await Task.Delay(1500, unit.Aborting);
            Stage.Say("next down");
        }).StopWithin(TimeSpan.FromSeconds(8));
        dispatcher.AddLifespan("stubborn", _ => Task.CompletedTask, _ => Task.Delay(Timeout.Infinite))
            .After(next).StopWithin(TimeSpan.FromSeconds(1));
        _ = SayGraces(dispatcher);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Hundreds of items sleep in the thread pool, in the way of everything else.</summary>
    public static Task<int> StarvedPool(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { StopBudget = TimeSpan.FromSeconds(double.Parse(args[0])) });
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("poller", Stage.Serve).After(database);
        dispatcher.OnReady(_ =>
        {
            var asleep = 0;
            for (var item = 0; item < Sleepers; item++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_ =>
                {
                    if (Interlocked.Increment(ref asleep) == Environment.ProcessorCount)
                    {
                        Stage.Say("starved");
                    }

                    Thread.Sleep(Timeout.Infinite);
                }, null);
            }

            return Task.CompletedTask;
        });
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>A unit ignores its token, and a thread of its own would keep the process.</summary>
    public static async Task<int> ForegroundThread(string[] args)
    {
        var dispatcher = AbandoningOne();
        StartForegroundThread();
        return await Stage.RunAsync(dispatcher);
    }

    /// <summary>All stop well, but a thread that a unit started would keep the process.</summary>
    public static async Task<int> ForegroundThreadOnly(string[] args)
    {
        var dispatcher = StoppingWell();
        StartForegroundThread();
        return await Stage.RunAsync(dispatcher);
    }

    /// <summary>A unit ignores its token, and a handler of the process's exit hangs.</summary>
    public static Task<int> ExitHandler(string[] args)
    {
        HangAtExit();
        return Stage.RunAsync(AbandoningOne());
    }

    /// <summary>All stop well, but a handler of the process's exit hangs.</summary>
    public static Task<int> ExitHandlerOnly(string[] args)
    {
        HangAtExit();
        return Stage.RunAsync(StoppingWell());
    }

    /// <summary>A callback on a unit's token hangs.</summary>
    public static Task<int> TokenCallback(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { StopBudget = s_budget });
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            using var told = stopping.Register(() => Thread.Sleep(Timeout.Infinite));
            await Task.Delay(Timeout.Infinite, stopping);
        }).After(database).StopWithin(TimeSpan.FromMilliseconds(100));
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Tasks that never give their threads back, one a processor.</summary>
    public static Task<int> Spinners(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { StopBudget = s_budget });
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        for (var number = 1; number <= Environment.ProcessorCount; number++)
        {
            dispatcher.AddTask($"spinner-{number}", async _ =>
            {
                await Task.Yield();
                while (true)
                {
                    Thread.SpinWait(1000);
                }
            }).After(database).StopWithin(TimeSpan.FromMilliseconds(100));
        }

        return Stage.RunAsync(dispatcher);
    }

    /// <summary>A stopping hook hangs.</summary>
    public static Task<int> Hook(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { StopBudget = s_budget }).OnStopping(_ => NobodyAnswers());
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("poller", Stage.Serve).After(database);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>The log hangs at its first line.</summary>
    public static Task<int> Log(string[] args)
    {
        using var log = LoggerFactory.Create(logging => logging.AddProvider(new HangingLog()));
        var dispatcher = Stage.Dispatcher(new() { StopBudget = s_budget, LoggerFactory = log });
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("poller", Stage.Serve).After(database);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>The program's own way from the report to the exit code hangs.</summary>
    public static Task<int> ExitCode(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new()
        {
            StopBudget = s_budget,
            ExitCode = _ =>
            {
                Thread.Sleep(Timeout.Infinite);
                return 0;
            },
        });
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("poller", Stage.Serve).After(database);
        return Stage.RunAsync(dispatcher);
    }

    private static Dispatcher IgnoringToken(DispatcherOptions options)
    {
        var dispatcher = Stage.Dispatcher(options);
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("invoices", PollInvoicesAsync).After(database).StopWithin(TimeSpan.FromMilliseconds(500));
        dispatcher.AddTask("orders", PollOrdersAsync).After(database).StopWithin(TimeSpan.FromMilliseconds(500));
        dispatcher.AddTask("server", Stage.Serve).After(database);
        return dispatcher;
    }

    private static Dispatcher AbandoningOne()
    {
        var dispatcher = Stage.Dispatcher(new() { StopBudget = s_budget });
        dispatcher.AddTask("invoices", PollInvoicesAsync).StopWithin(TimeSpan.FromMilliseconds(100));
        return dispatcher;
    }

    private static Dispatcher StoppingWell()
    {
        var dispatcher = Stage.Dispatcher(new() { StopBudget = s_budget });
        dispatcher.AddTask("poller", Stage.Serve);
        return dispatcher;
    }

    private static async Task SayGraces(Dispatcher dispatcher)
    {
        await using var subscription = dispatcher.Subscribe();
        await foreach (var happened in subscription)
        {
            if (happened is UnitStopping stopping)
            {
                Stage.Say($"{stopping.Unit} has {stopping.Grace.TotalSeconds} s");
            }
        }
    }

    private static void StartForegroundThread() => new Thread(() => Thread.Sleep(Timeout.Infinite)).Start();

    private static void HangAtExit() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        Stage.Say("exit handler hangs");
        Thread.Sleep(Timeout.Infinite);
    };

    private static async Task PollInvoicesAsync(CancellationToken stopping)
    {
        await Task.Yield();
        await NobodyAnswers();      // invoices hang here
    }

    private static async Task PollOrdersAsync(CancellationToken stopping)
    {
        await Task.Yield();
        await NobodyAnswers();      // orders hang here
    }

    private static Task NobodyAnswers() => new TaskCompletionSource().Task;

    private sealed class HangingLog : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Thread.Sleep(Timeout.Infinite);

        public void Dispose()
        {
        }
    }
}
