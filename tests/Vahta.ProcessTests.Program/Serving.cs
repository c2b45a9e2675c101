using System.Runtime.InteropServices;

namespace Vahta.ProcessTests.Programs;

/// <summary>Programs that serve until a signal comes.</summary>
internal static class Serving
{
    // Longer than the moment within which signals count as one press.
    private static readonly TimeSpan s_afterThePress = TimeSpan.FromMilliseconds(300);

    /// <summary>A poller over a database that holds a lock file.</summary>
    public static Task<int> Shop(string[] args)
    {
        var dispatcher = Stage.Dispatcher();
        var database = dispatcher.AddLifespan("database", unit => LockFile(unit, args[0]));
        dispatcher.AddTask("poller", Stage.Serve).After(database);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Says something as soon as it handles signals, and goes on to set up for a while.</summary>
    public static Task<int> SlowStarter(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { InOrder = true }).OnStarting(_ =>
        {
            Stage.Say("starting");
            return Task.CompletedTask;
        });
        for (var number = 1; number <= 20; number++)
        {
            dispatcher.AddLifespan($"part-{number}", async (unit, stopping) =>
            {
                await Task.Delay(5, stopping);
                Stage.Say($"{unit.Name} up");
                return new Part(unit.Name);
            });
        }

        dispatcher.AddTask("poller", Stage.Serve);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>The second lifespan's setup lasts until it is told to stop.</summary>
    public static Task<int> EndlessSetup(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { InOrder = true });
        dispatcher.AddLifespan("first", Stage.Hold);
        dispatcher.AddLifespan("second", EndlessSetup);
        dispatcher.AddLifespan("third", Stage.Hold);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>A task still in its start: it waits to be ready when the signal comes.</summary>
    public static Task<int> EndlessStart(string[] args)
    {
        var dispatcher = Stage.Dispatcher();
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("server", async (unit, stopping) =>
        {
            Stage.Say("server binding");
            await Task.Delay(Timeout.Infinite, stopping);
            unit.Ready();
        }).NotifiesReady().After(database);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Drains for a minute, unless hurried.</summary>
    public static Task<int> SlowDrain(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { StopBudget = TimeSpan.FromMinutes(5) });
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("poller", DrainAsync).After(database).StopWithin(TimeSpan.FromMinutes(2));
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Drains for as long as it is told, and says whether it could finish.</summary>
    public static Task<int> ShortDrain(string[] args)
    {
        var dispatcher = Stage.Dispatcher();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            await Stage.Forever(stopping);
            await Task.Delay(1000, unit.Aborting);
            Stage.Say("poller drained");
        });
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>A teardown that takes its time, and says so; nothing else is there to be hurried.</summary>
    public static Task<int> SlowTeardown(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { StopBudget = TimeSpan.FromMinutes(5) });
        dispatcher.AddLifespan("database", SlowTeardown).StopWithin(TimeSpan.FromSeconds(20));
        dispatcher.AddTask("poller", Stage.Serve);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>A teardown that does not end in any time a test would wait.</summary>
    public static Task<int> EndlessTeardown(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { StopBudget = TimeSpan.FromMinutes(10) });
        dispatcher.AddLifespan("database", EndlessTeardown).StopWithin(TimeSpan.FromMinutes(5));
        dispatcher.AddTask("poller", Stage.Serve);
        _ = SayHurried(dispatcher);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Nothing to do at all.</summary>
    public static Task<int> Nothing(string[] args) => Stage.RunAsync(Stage.Dispatcher(new() { EndWhenDone = false }));

    /// <summary>Reloads on SIGHUP, and fails to where it is told so.</summary>
    public static Task<int> Reloading(string[] args)
    {
        var dispatcher = Stage.Dispatcher();
        var reloads = 0;
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            unit.OnReload(async _ =>
            {
                await Task.Yield();
                Stage.Say($"reload {++reloads}");
                if (args is ["failing"])
                {
                    throw new InvalidDataException("The settings are not valid JSON.");
                }
            });
            await Stage.Serve(unit, stopping);
        });
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Leaves the signals to the process.</summary>
    public static Task<int> SignalsOff(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { HandleSignals = false });
        var database = dispatcher.AddLifespan("database", unit => LockFile(unit, args[0]));
        dispatcher.AddTask("poller", Stage.Serve).After(database);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>The dispatcher runs on a thread that is not the main one.</summary>
    public static async Task<int> SecondaryThread(string[] args)
    {
        var code = new TaskCompletionSource<int>();
        new Thread(() => code.SetResult(Shop(args).GetAwaiter().GetResult())).Start();
        return await code.Task;
    }

    /// <summary>Runs twice, one dispatcher after the other.</summary>
    public static async Task<int> Twice(string[] args)
    {
        await Shop(args);
        Stage.Say("again");
        return await Shop(args);
    }

    /// <summary>Goes on after the run, with the signals as they were by default.</summary>
    public static async Task<int> LongAfterTheRun(string[] args)
    {
        await Shop(args);
        await Stage.Forever(CancellationToken.None);
        return 0;
    }

    /// <summary>Handles SIGTERM itself, before and after the run.</summary>
    public static async Task<int> OwnHandler(string[] args)
    {
        var again = new TaskCompletionSource();
        var ran = false;
        using var own = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            Stage.Say(Volatile.Read(ref ran) ? "my own handler, after" : "my own handler, meanwhile");
            if (Volatile.Read(ref ran))
            {
                again.SetResult();
            }
        });
        var dispatcher = Stage.Dispatcher();
        dispatcher.AddTask("poller", Stage.Serve);
        await dispatcher.RunAsync();
        Volatile.Write(ref ran, true);
        Stage.Say("after the run");
        await again.Task;
        return 7;
    }

    /// <summary>Ignores SIGHUP natively, as nohup has a program do, before and after the run.</summary>
    public static async Task<int> IgnoresHangup(string[] args)
    {
        const int hangup = 1;
        const int terminate = 15;
        const nint ignore = 1;
        SetHandler(hangup, ignore);
        await Shop(args);
        Send(Environment.ProcessId, hangup);
        Stage.Say("still there");
        Send(Environment.ProcessId, terminate);
        await Stage.Forever(CancellationToken.None);
        return 0;
    }

    private static async IAsyncEnumerable<FileInfo> LockFile(UnitContext unit, string folder)
    {
        var file = new FileInfo(Path.Combine(folder, "database.lock"));
        await File.WriteAllTextAsync(file.FullName, Environment.ProcessId.ToString());
        Stage.Say("database up");
        yield return file;
        file.Delete();
        Stage.Say("database down");
    }

    private static async IAsyncEnumerable<string> EndlessSetup(UnitContext unit)
    {
        Stage.Say("second setting up");
        await Stage.Forever(unit.Stopping);
        Stage.Say("second cancelled");
        unit.Stopping.ThrowIfCancellationRequested();
        yield return "never";
        Stage.Say("second down");
    }

    private static async IAsyncEnumerable<string> SlowTeardown(UnitContext unit)
    {
        yield return "database";
        await using var aborted = unit.Aborting.Register(() => Stage.Say("database aborted"));
        await Task.Delay(s_afterThePress);
        Stage.Say("database closing");
        await Task.Delay(2000);
        Stage.Say("database down");
    }

    private static async IAsyncEnumerable<string> EndlessTeardown(UnitContext unit)
    {
        yield return "database";
        await Task.Delay(s_afterThePress);
        Stage.Say("database closing");
        await NobodyAnswers();      // the teardown hangs here
    }

    private static Task NobodyAnswers() => new TaskCompletionSource().Task;

    private static async Task DrainAsync(UnitContext unit, CancellationToken stopping)
    {
        await Stage.Forever(stopping);
        await Task.Delay(s_afterThePress);
        Stage.Say("poller draining");
        await Task.Delay(TimeSpan.FromMinutes(1), unit.Aborting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Stage.Say(unit.Aborting.IsCancellationRequested ? "poller hurried" : "poller drained");
    }

    private static async Task SayHurried(Dispatcher dispatcher)
    {
        await using var subscription = dispatcher.Subscribe();
        await foreach (var happened in subscription)
        {
            if (happened is StopHurried)
            {
                await Task.Delay(s_afterThePress);
                Stage.Say("hurried");
            }
        }
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint SetHandler(int signal, nint handler);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Send(int process, int signal);

    private sealed class Part(string name) : IDisposable
    {
        public void Dispose() => Stage.Say($"{name} down");
    }
}
