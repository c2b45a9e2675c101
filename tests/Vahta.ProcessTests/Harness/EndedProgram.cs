namespace Vahta.ProcessTests.Harness;

/// <summary>What is left of a program: its exit code (128+n where signal n killed it), and what it wrote.</summary>
internal sealed record EndedProgram(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
{
    public string AllOutput => string.Join('\n', Output);

    public string AllErrors => string.Join('\n', Errors);

    /// <summary>Checks the exit code, showing what the program wrote where it is another.</summary>
    public EndedProgram With(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"Exit code {ExitCode} instead of {exitCode}.\n{Describe(Output, Errors)}");
        return this;
    }

    /// <summary>Checks that these lines came, in this order, whatever came between them.</summary>
    public EndedProgram Told(params string[] lines)
    {
        var at = 0;
        foreach (var line in Output)
        {
            at += at < lines.Length && line == lines[at] ? 1 : 0;
        }

        Assert.True(at == lines.Length, $"The line '{lines.ElementAtOrDefault(at)}' did not come, or not in this order.\n{Describe(Output, Errors)}");
        return this;
    }

    /// <summary>Checks how often a line came.</summary>
    public EndedProgram Told(string line, int times)
    {
        var came = Output.Count(one => one == line);
        Assert.True(came == times, $"The line '{line}' came {came} times instead of {times}.\n{Describe(Output, Errors)}");
        return this;
    }

    /// <summary>Checks that a line never came.</summary>
    public EndedProgram NeverTold(string line) => Told(line, 0);

    public static string Describe(IEnumerable<string> output, IEnumerable<string> errors) =>
        $"--- output\n{string.Join('\n', output)}\n--- errors\n{string.Join('\n', errors)}";
}
