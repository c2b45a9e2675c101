using Microsoft.Extensions.Logging;

namespace Vahta.ProcessTests.Programs;

/// <summary>Programs whose units fail, complete, or leave in their own way.</summary>
internal static class Failing
{
    /// <summary>A task throws while everything runs.</summary>
    public static Task<int> TaskThrows(string[] args)
    {
        var dispatcher = Stage.Dispatcher();
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("poller", ThrowAsync).After(database);
        dispatcher.AddTask("server", Stage.Serve).After(database);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>The same, told to a log.</summary>
    public static async Task<int> TaskThrowsWithLog(string[] args)
    {
        using var log = LoggerFactory.Create(logging => logging.AddSimpleConsole(format => format.SingleLine = true));
        var dispatcher = Stage.Dispatcher(new() { LoggerFactory = log });
        dispatcher.AddTask("poller", ThrowAsync);
        return (await dispatcher.RunAsync()).ExitCode;
    }

    /// <summary>A task's HTTP client times out: a cancellation that nobody asked for.</summary>
    public static Task<int> ForeignCancellation(string[] args)
    {
        var dispatcher = Stage.Dispatcher();
        var client = dispatcher.AddTask("client", TimeOutAsync);
        if (args is ["ignored"])
        {
            client.IgnoreFailure();
        }

        dispatcher.AddTask("server", Stage.Serve);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>A task returns while another is still at work, which returns a little later.</summary>
    public static Task<int> TaskReturns(string[] args)
    {
        var dispatcher = Stage.Dispatcher();
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        var first = new TaskCompletionSource();
        dispatcher.AddTask("short", async _ =>
        {
            await Task.Delay(50);
            Stage.Say("short returns");
            first.SetResult();
        }).After(database);
        dispatcher.AddTask("long", async _ =>
        {
            await first.Task;
            await Task.Delay(50);
            Stage.Say("long returns");
        }).After(database);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>A task throws while it is being stopped, and so do a teardown and another.</summary>
    public static Task<int> StopThrows(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { InOrder = true });
        dispatcher.AddLifespan("first", Stage.Hold);
        dispatcher.AddLifespan("second", BrokenTeardown);
        dispatcher.AddLifespan("third", Stage.Hold);
        dispatcher.AddTask("poller", async (_, stopping) =>
        {
            await Stage.Forever(stopping);
            throw new InvalidDataException("The offset could not be stored.");
        });
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>A stopping hook throws.</summary>
    public static Task<int> StoppingHookThrows(string[] args)
    {
        var dispatcher = Stage.Dispatcher().OnStopping(_ => throw new InvalidOperationException("The load balancer does not answer."));
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("poller", Stage.Serve).After(database);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>A unit ends the process by itself.</summary>
    public static Task<int> EnvironmentExit(string[] args)
    {
        var dispatcher = Stage.Dispatcher();
        dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("poller", async _ =>
        {
            await Task.Yield();
            Environment.Exit(int.Parse(args[0]));
        });
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Asks for a stop with a code of its own.</summary>
    public static Task<int> RequestedStop(string[] args)
    {
        var dispatcher = Stage.Dispatcher();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            unit.Dispatcher.RequestStop("the licence ran out", exitCode: 42);
            await Stage.Serve(unit, stopping);
        });
        return Stage.RunAsync(dispatcher);
    }

    private static async Task ThrowAsync(CancellationToken stopping)
    {
        await Task.Delay(50, stopping);
        throw new IOException("The queue is gone.");
    }

    private static async Task TimeOutAsync(CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Task.Delay(Timeout.Infinite, limit.Token);
    }

    private static async IAsyncEnumerable<string> BrokenTeardown(UnitContext unit)
    {
        await Task.Yield();
        yield return unit.Name;
        throw new IOException("The file is locked.");
    }
}
