using Microsoft.Extensions.Configuration;
using Vahta.Units;

namespace Vahta.Hosting.Configuration;

/// <summary>Applies the section <c>Vahta</c> of a configuration, which beats the code. It is read first and applied where it was said, so that no policy that others share is changed.</summary>
internal static class VahtaConfiguration
{
    private const string Units = nameof(Units);
    private const int NamesShown = 12;

    /// <summary>What is said of the dispatcher, before it starts.</summary>
    public static void Apply(IConfigurationSection? section, DispatcherOptions options, List<string> mistakes)
    {
        if (section is null)
        {
            return;
        }

        var reader = new SectionReader(section, mistakes);
        options.StopBudget = Said(reader.Limit(nameof(options.StopBudget), mayBeZero: true)) ?? options.StopBudget;
        options.DrainDelay = Said(reader.Limit(nameof(options.DrainDelay), mayBeZero: true)) ?? options.DrainDelay;
        options.MaxUptime = reader.Limit(nameof(options.MaxUptime)) is { } most ? (most.IsInfinite ? null : most.Value) : options.MaxUptime;
        options.MaxUptimeJitter = reader.Part(nameof(options.MaxUptimeJitter)) ?? options.MaxUptimeJitter;
        options.EndWhenDone = reader.Flag(nameof(options.EndWhenDone)) ?? options.EndWhenDone;
        options.InOrder = reader.Flag(nameof(options.InOrder)) ?? options.InOrder;
        options.HandleSignals = reader.Flag(nameof(options.HandleSignals)) ?? options.HandleSignals;
        reader.Below(Units);
        reader.RefuseUnknown();
    }

    /// <summary>What is said of units, before the dispatcher starts.</summary>
    public static void Apply(IConfigurationSection? section, Dispatcher dispatcher, List<string> mistakes)
    {
        string[]? known = null;
        foreach (var said in section?.GetSection(Units).GetChildren() ?? [])
        {
            if (!string.IsNullOrEmpty(said.Value))
            {
                mistakes.Add($"{said.Path} is '{said.Value}', and says nothing of the unit: name what is meant, such as '{said.Path}:StopWithin'.");
            }

            if (dispatcher.TryGetUnit(said.Key, out var handle))
            {
                var words = UnitWords.Read(new(said, mistakes));
                handle.Unit.Say(settings => words.Over(settings, handle.Unit.RestartPolicy));
            }
            else
            {
                mistakes.Add(Unknown(said, known ??= [.. dispatcher.Snapshot().Units.Select(static unit => unit.Name)]));
            }
        }
    }

    private static TimeSpan? Said(TimeLimit? limit) => limit is not { } said ? null : said.IsInfinite ? Timeout.InfiniteTimeSpan : said.Value;

    private static string Unknown(IConfigurationSection said, IReadOnlyList<string> names)
    {
        var known = names.Count == 0
            ? "There is no unit"
            : $"Known are {string.Join(", ", names.Take(NamesShown))}{(names.Count > NamesShown ? $" and {names.Count - NamesShown} more" : "")}";
        return $"{said.Path} is about unit '{said.Key}', which does not exist. {known}: correct the name, add the unit, or remove the key.";
    }
}
