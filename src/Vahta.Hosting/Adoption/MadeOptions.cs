namespace Vahta.Hosting.Adoption;

/// <summary>The options with which a dispatcher was made, and which count from then on: whoever says something else later is told, instead of not being heard.</summary>
internal sealed class MadeOptions(DispatcherOptions options)
{
    private readonly (string Name, object? Value)[] _made = Read(options);

    /// <exception cref="InvalidOperationException">One of them is another now.</exception>
    public void ThrowIfChanged(DispatcherOptions options)
    {
        var changed = Read(options).Zip(_made).Where(static pair => pair.First.Value != pair.Second.Value).Select(static pair => pair.First.Name).ToList();
        if (changed.Count > 0)
        {
            var their = changed.Count == 1 ? "its" : "their";
            throw new InvalidOperationException($"{string.Join(", ", changed)}: the dispatcher was made by the first AddVahta or UseVahta of this host, and {their} value counts from there. Say it in the options of that call.");
        }
    }

    private static (string Name, object? Value)[] Read(DispatcherOptions options) =>
    [
        (nameof(options.TimeProvider), options.TimeProvider),
        (nameof(options.Environment), options.Environment),
        (nameof(options.Services), options.Services),
        (nameof(options.LoggerFactory), options.LoggerFactory),
        (nameof(options.Spawned), options.Spawned),
        (nameof(options.ExitCode), options.ExitCode),
    ];
}
