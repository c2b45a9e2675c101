// A supervision tree: who runs again together, how often, and who decides when that was too often.

var dispatcher = new Dispatcher();

// The parts of a pipeline hold on to each other's state: if one dies, all begin anew. Three restarts in a minute, and the pipeline itself has failed.
var pipeline = dispatcher.AddGroup("pipeline", GroupStrategy.OneForAll, RestartPolicy.OnFailure with { MaxRestarts = 3, Window = TimeSpan.FromMinutes(1) })
    .Restarts(RestartPolicy.OnFailure);
pipeline.AddTask("reader", Part.Of("reader"));
pipeline.AddTask("parser", Part.Of("parser", dies: 1)).After("reader");            // its neighbours' names come first
pipeline.AddTask("writer", Part.Of("writer")).After("parser");

// Of the mirrors each stands for itself, and what becomes of them is nobody else's business.
var mirrors = dispatcher.AddGroup("mirrors", GroupStrategy.OneForOne, RestartPolicy.OnFailure with { MaxRestarts = 1 }).IgnoreFailure();
mirrors.AddTask("oslo", Part.Of("oslo"));
mirrors.AddTask("rome", Part.Of("rome", dies: 9));

// The import is what the night is for: when it has completed, its group has, and the progress bar is stopped.
var night = dispatcher.AddGroup("night").Essential();
night.AddTask("import", async stopping => await Task.Delay(TimeSpan.FromSeconds(2), stopping)).After(pipeline).Essential();
night.AddTask("progress", Part.Of("progress"));

dispatcher.AddTask("journal", JournalAsync);

return (await dispatcher.RunAsync()).ExitCode;

async Task JournalAsync(CancellationToken stopping)
{
    await foreach (var happened in dispatcher.Subscribe().WithCancellation(stopping))
    {
        var line = happened switch
        {
            GroupRestarting group => $"runs again because of {group.Because}: {string.Join(", ", group.Members)}",
            GroupFailed group => $"failed because of {group.Because}; pipeline is {pipeline.State}",
            GroupCompleted group => $"completed with {group.Because}",
            _ => null,
        };
        if (line is not null)
        {
            Console.WriteLine($"{happened.Unit} {line}");
        }
    }
}

internal static class Part
{
    /// <summary>Serves; in its first runs only for a while, and then it dies.</summary>
    public static Func<UnitContext, CancellationToken, Task> Of(string name, int dies = 0) => async (unit, stopping) =>
    {
        Console.WriteLine($"{name}: run {unit.Run}");
        await Task.Delay(unit.Run <= dies ? 300 : Timeout.Infinite, stopping);
        throw new IOException($"{name} lost its connection");
    };
}
