using System.Diagnostics;

namespace Vahta.ProcessTests.Systemd;

/// <summary>A real systemd, a user's manager in namespaces of its own, that runs one service: the fixture program. All of it ends when disposed.</summary>
internal sealed class SystemdSession : IAsyncDisposable
{
    private const string Unit = "fixture";

    private static readonly string[] s_shown = ["ActiveState", "SubState", "StatusText", "Result", "ExecMainStatus", "NRestarts", "NFileDescriptorStore"];

    private readonly WorkFolder _folder;
    private readonly Process _shell;

    private SystemdSession(WorkFolder folder, Process shell)
    {
        _folder = folder;
        _shell = shell;
    }

    /// <summary>A path of the test's own, for the service.</summary>
    public string File => Path.Combine(_folder.Path, "file");

    /// <summary>What the service wrote, over all its lives.</summary>
    public string Output => System.IO.File.Exists(OutputPath) ? System.IO.File.ReadAllText(OutputPath) : "";

    private string OutputPath => Path.Combine(_folder.Path, "output.log");

    /// <summary>Begins one for a scenario; the test is skipped, with the reason, where that cannot be.</summary>
    /// <param name="scenario">The scenario, e.g. <c>Systemd.Service</c>, and its arguments, where <c>%FILE%</c> is <see cref="File"/>.</param>
    /// <param name="settings">Further lines of the service's section.</param>
    public static async Task<SystemdSession> BeginAsync(string scenario, params string[] settings)
    {
        var folder = new WorkFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "units"));
        var script = Path.Combine(FixtureSource.Root, "tests/Vahta.ProcessTests/Systemd/user-systemd.sh");
        var session = new SystemdSession(folder, Process.Start(new ProcessStartInfo("bash", [script, folder.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
        session.Write(scenario, settings);
        var said = await session.ReadAsync();
        if (said != "up")
        {
            await session.DisposeAsync();
            Assert.Skip($"No systemd to test with: {said}.");
        }

        return session;
    }

    /// <summary>Has systemctl do something to the service, or its socket, e.g. <c>start</c>, and returns its exit code.</summary>
    public async Task<int> SystemctlAsync(string verb, string kind = "service") => (await CallAsync($"timeout 60 systemctl --user --no-pager {verb} {Unit}.{kind}")).ExitCode;

    /// <summary>Gives the service a socket that starts it.</summary>
    public void ListenFor(params string[] settings) => WriteUnit("socket", ["[Socket]", .. settings]);

    /// <summary>Waits until the service is as a condition says, and returns what it then is.</summary>
    public async Task<Seen> UntilAsync(Func<Seen, bool> condition)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await ShowAsync();
            if (condition(seen))
            {
                return seen;
            }

            Assert.True(Stopwatch.GetElapsedTime(begun) < RunningProgram.Patience, $"It did not come to that: {seen}\n{Output}");
            await Task.Delay(50);
        }
    }

    /// <summary>What systemd makes of the service just now.</summary>
    public async Task<Seen> ShowAsync()
    {
        var (_, lines) = await CallAsync($"systemctl --user --no-pager show {Unit} {string.Join(' ', s_shown.Select(property => $"-p {property}"))}");
        var values = lines.Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new(values["ActiveState"], values["SubState"], values["StatusText"], values["Result"], int.Parse(values["ExecMainStatus"]), int.Parse(values["NRestarts"]), int.Parse(values["NFileDescriptorStore"]));
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        try
        {
            await _shell.WaitForExitAsync().WaitAsync(RunningProgram.Patience);
        }
        catch (TimeoutException)
        {
            // The namespace's first process, and with it all others, are killed when this one ends.
            _shell.Kill();
            await _shell.WaitForExitAsync();
        }

        _shell.Dispose();
        _folder.Dispose();
    }

    private void Write(string scenario, string[] settings) => WriteUnit("service",
    [
        "[Service]",
        .. settings.Any(line => line.StartsWith("Type=", StringComparison.Ordinal)) ? Array.Empty<string>() : ["Type=notify"],
        $"ExecStart={Path.Combine(AppContext.BaseDirectory, "Vahta.ProcessTests.Program")} {scenario.Replace("%FILE%", File, StringComparison.Ordinal)}",
        $"Environment=DOTNET_ROOT={RunningProgram.DotnetRoot}",
        $"StandardOutput=append:{OutputPath}",
        $"StandardError=append:{OutputPath}",
        "LimitCORE=0",
        .. settings,
    ]);

    private void WriteUnit(string kind, string[] lines) => System.IO.File.WriteAllLines(Path.Combine(_folder.Path, "units", $"{Unit}.{kind}"), lines);

    private async Task<(int ExitCode, IReadOnlyList<string> Lines)> CallAsync(string command)
    {
        await _shell.StandardInput.WriteLineAsync(command);
        await _shell.StandardInput.FlushAsync();
        var lines = new List<string>();
        while (true)
        {
            var line = await ReadAsync();
            if (line.StartsWith("=> ", StringComparison.Ordinal))
            {
                return (int.Parse(line["=> ".Length..]), lines);
            }

            lines.Add(line);
        }
    }

    // Installing systemd and waiting for a service take their time; only a hang takes more.
    private async Task<string> ReadAsync() => await _shell.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(7)) ?? "the shell ended";

    /// <summary>A service as systemd sees it.</summary>
    internal sealed record Seen(string Active, string Sub, string Status, string Result, int ExitCode, int Restarts, int Descriptors);
}
