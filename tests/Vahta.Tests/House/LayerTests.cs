using System.Text.RegularExpressions;

namespace Vahta.Tests.House;

/// <summary>One arrow, no circle: pure parts and events, the supervisor, the sequences, the dispatcher.</summary>
public sealed partial class LayerTests
{
    // A unit, its place in the graph and its run refer to each other by nature: they are one layer.
    private static readonly string[][] s_layers =
    [
        ["Deadlines", "Events", "Resources", "Loops", "Diagnosis", "Stopping (pure)"],
        ["Graph", "Units", "Supervision", "Schedules"],
        ["Pools"],
        ["Hooks"],
        ["Stopping"],
        ["Restarting"],
        ["Starting", "Requests", "Reports", "Telemetry"],
        ["Signals"],
        ["Conducting"],
        ["(root)"],
    ];

    private static readonly string[] s_pureStopping = ["StopShare", "Allotment", "StopBudget", "ChainLength"];

    public static TheoryData<string> Files => [.. Source.Core.Files.Select(file => file.Path)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_uses_a_layer_above_its_own(string path)
    {
        var text = Source.Core.Files.Single(file => file.Path == path).Text;
        var own = LayerOf(FolderOf(path));

        var above = Using().Matches(text)
            .Select(match => match.Groups[1].Value)
            .Where(folder => LayerOf(folder) > own && !UsesOnlyPureStopping(folder, text));

        Assert.Empty(above);
    }

    [Fact]
    public void The_pure_parts_of_the_stop_know_nothing_but_times()
    {
        var pure = Source.Core.Files.Where(file => s_pureStopping.Contains(Path.GetFileNameWithoutExtension(file.Path))).ToList();

        Assert.Equal(s_pureStopping.Length, pure.Count);
        Assert.All(pure, file => Assert.All(Using().Matches(file.Text), match => Assert.Equal("Deadlines", match.Groups[1].Value)));
    }

    private static string FolderOf(string path) =>
        s_pureStopping.Contains(Path.GetFileNameWithoutExtension(path)) ? "Stopping (pure)"
        : path.Contains('/') ? path[..path.IndexOf('/')]
        : "(root)";

    private static int LayerOf(string folder) => Array.FindIndex(s_layers, layer => layer.Contains(folder));

    private static bool UsesOnlyPureStopping(string folder, string text) =>
        folder == "Stopping" && Source.Core.Files
            .Where(file => file.Path.StartsWith("Stopping/", StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file.Path))
            .Where(name => !s_pureStopping.Contains(name))
            .All(name => !Regex.IsMatch(text, $@"\b{name}\b"));

    [GeneratedRegex(@"^using Vahta\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
