using System.Runtime.CompilerServices;
using Vahta.Diagnosis;

namespace Vahta.Tests.Diagnosis;

/// <summary>A task that hangs at a known place, marked in its source by a comment that holds the hang's name.</summary>
public sealed class Hang(string name, string method, string? callee, Func<Task> start, [CallerFilePath] string file = "")
{
    public string Name => name;

    /// <summary>Starts the task, and looks until it is found where it must be, or for 10 s.</summary>
    internal async Task<(AwaitSite Expected, AwaitSite? Found)> FindAsync()
    {
        var expected = new AwaitSite(method, Path.GetFileName(file), Marker.LineOf(name, file), callee);
        var task = start();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        AwaitSite? found;
        while ((found = AwaitTrace.Find(task)) != expected && !patience.IsCancellationRequested)
            await Task.Yield();

        return (expected, found);
    }

    public override string ToString() => name;
}

/// <summary>Lines of source, found by a comment in them.</summary>
internal static class Marker
{
    public static int LineOf(string name, [CallerFilePath] string file = "") =>
        File.ReadLines(file).TakeWhile(line => !line.Contains($"/*{name}*/")).Count() + 1;
}
