namespace Vahta.ProcessTests.Programs;

/// <summary>Programs whose start goes wrong.</summary>
internal static class Starting
{
    /// <summary>The second of three lifespans throws in its setup.</summary>
    public static Task<int> BrokenSetup(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { InOrder = true });
        dispatcher.AddLifespan("first", Stage.Hold);
        dispatcher.AddLifespan("second", BrokenSetup);
        dispatcher.AddLifespan("third", Stage.Hold);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>A setup that lasts longer than it may.</summary>
    public static Task<int> LateSetup(string[] args)
    {
        var dispatcher = Stage.Dispatcher();
        var first = dispatcher.AddLifespan("first", Stage.Hold);
        dispatcher.AddLifespan("second", LateSetup).After(first).StartWithin(TimeSpan.FromMilliseconds(200));
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>The setup of a lifespan blocks its thread for ever.</summary>
    public static Task<int> BlockedSetup(string[] args)
    {
        var dispatcher = Stage.Dispatcher(new() { StopBudget = TimeSpan.FromSeconds(3) });
        var first = dispatcher.AddLifespan("first", Stage.Hold);
        dispatcher.AddLifespan<string>("second", unit =>
        {
            Stage.Say("second blocks");
            Thread.Sleep(Timeout.Infinite);
            return Stage.Hold(unit);
        }).After(first);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>A definition with several mistakes.</summary>
    public static Task<int> Mistakes(string[] args)
    {
        var dispatcher = Stage.Dispatcher();
        dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("chicken", Stage.Serve).After("egg");
        dispatcher.AddTask("egg", Stage.Serve).After("chicken");
        dispatcher.AddTask("poller", Stage.Serve).After("databse");
        dispatcher.AddTask("Poller", Stage.Serve);
        dispatcher.AddTask("narcissus", Stage.Serve).After("narcissus");
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Asked to stop before it has started.</summary>
    public static Task<int> StoppedBefore(string[] args)
    {
        var dispatcher = Stage.Dispatcher();
        dispatcher.AddLifespan("database", Stage.Hold);
        dispatcher.AddTask("poller", Stage.Serve);
        dispatcher.RequestStop("the flag file is there");
        return Stage.RunAsync(dispatcher);
    }

    private static async IAsyncEnumerable<string> BrokenSetup(UnitContext unit)
    {
        Stage.Say("second setting up");
        await Task.Yield();
        if (unit.Run > 0)
        {
            throw new IOException("The disk is full.");
        }

        yield return unit.Name;
        Stage.Say("second down");
    }

    private static async IAsyncEnumerable<string> LateSetup(UnitContext unit)
    {
        await Task.Delay(Timeout.Infinite, unit.Stopping);
        yield return unit.Name;
    }
}
