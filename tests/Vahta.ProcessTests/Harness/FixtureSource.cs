using System.Runtime.CompilerServices;

namespace Vahta.ProcessTests.Harness;

/// <summary>The sources of the programs under test, to know the lines that messages must name.</summary>
internal static class FixtureSource
{
    /// <summary>The folder of the whole repository.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));

    /// <summary>The number, from 1, of the one line of a fixture's file that contains a text.</summary>
    public static int LineOf(string file, string text) => LineIn(Path.Combine(Root, "tests/Vahta.ProcessTests.Program", file), text);

    /// <summary>The number, from 1, of the one line of a sample that contains a text.</summary>
    public static int LineOfSample(string sample, string text) => LineIn(Path.Combine(Root, "samples", sample, "Program.cs"), text);

    private static int LineIn(string path, string text) =>
        File.ReadLines(path).Index().Single(line => line.Item.Contains(text)).Index + 1;

    private static string Here([CallerFilePath] string path = "") => path;
}
