using System.Diagnostics;

namespace Vahta.ProcessTests.Harness;

/// <summary>A program that was started: its lines as they come, signals to it, and its end. Killed when disposed, should it still be there.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>Far more than anything takes: on a loaded machine only a hang exceeds it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Fixture = "Vahta.ProcessTests.Program";

    private readonly Process _process;
    private readonly Task _read;
    private readonly Lock _gate = new();

    // under the gate
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningProgram(Process process)
    {
        _process = process;
        _read = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _errors));
    }

    /// <summary>Starts an executable that lies beside the tests.</summary>
    public static RunningProgram Start(string program, params string[] arguments) => Start([], program, arguments);

    /// <summary>Starts one scenario of the fixture program, e.g. <c>Serving.Shop</c>.</summary>
    public static RunningProgram Scenario(string name, params string[] arguments) => Start(Fixture, [name, .. arguments]);

    /// <summary>Starts a scenario with a signal ignored, as <c>nohup</c> does.</summary>
    public static RunningProgram ScenarioIgnoring(Signal signal, string name, params string[] arguments) =>
        Start([$"--ignore-signal={signal}"], Fixture, [name, .. arguments]);

    /// <summary>Starts a scenario with a variable in its environment, e.g. <c>Vahta__StopBudget=5s</c>.</summary>
    public static RunningProgram ScenarioWith(string variable, string name, params string[] arguments) => Start([variable], Fixture, [name, .. arguments]);

    /// <summary>Starts a scenario that is told, as systemd tells it, that its standard output is the journal.</summary>
    public static RunningProgram ScenarioInJournal(string name, params string[] arguments) =>
        Start(["sh", "-c", "export JOURNAL_STREAM=$(stat -L -c %d:%i /proc/$$/fd/1); exec \"$@\"", "sh"], Fixture, [name, .. arguments]);

    public void Send(Signal signal)
    {
        if (!_process.HasExited)
        {
            SignalSender.Send(_process.Id, signal);
        }
    }

    /// <summary>Waits for a line, of either output, that contains a text, and returns the first.</summary>
    public Task<string> LineAsync(string text) => LinesAsync(text, 1);

    /// <summary>Waits until as many lines, of either output, contain a text, and returns the last.</summary>
    public async Task<string> LinesAsync(string text, int times)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            Task written;
            lock (_gate)
            {
                if (_output.Concat(_errors).Where(line => line.Contains(text)).ElementAtOrDefault(times - 1) is { } found)
                {
                    return found;
                }

                written = _read.IsCompleted ? throw Failure($"The program ended without the line '{text}'") : _written.Task;
            }

            await Task.WhenAny(written, _read, Task.Delay(Timeout.Infinite, limit.Token));
            if (limit.IsCancellationRequested)
            {
                throw Failure($"The line '{text}' did not come within {Patience}");
            }
        }
    }

    /// <summary>Sends a signal as soon as a line has come.</summary>
    public async Task SendAtAsync(string line, Signal signal)
    {
        await LineAsync(line);
        Send(signal);
    }

    /// <summary>Has the program dump its state again and again, until that contains a text.</summary>
    public async Task UntilDumpAsync(string text)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!Has(text))
        {
            var dumps = Count("state of the dispatcher");
            Send(Signal.SIGUSR1);
            await LinesAsync("state of the dispatcher", dumps + 1);
            if (Stopwatch.GetElapsedTime(begun) > Patience)
            {
                throw Failure($"No state with '{text}' came within {Patience}");
            }
        }
    }

    /// <summary>Waits for the end of the process and of all it wrote.</summary>
    public async Task<EndedProgram> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
            await _read.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw Failure($"The program was still there after {Patience}");
        }

        return new(_process.ExitCode, _output, _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    // Whoever runs the tests in the background has some signals ignored, and programs inherit that: env puts it right, and becomes the program.
    private static RunningProgram Start(string[] before, string program, string[] arguments) =>
        new(Process.Start(new ProcessStartInfo("env", ["--default-signal", .. before, Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_ROOT"] = DotnetRoot },
        })!);

    // The program needs the runtime the tests run on, wherever that was installed.
    internal static string DotnetRoot => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));

    private async Task ReadAsync(StreamReader reader, List<string> lines)
    {
        while (true)
        {
            var line = await reader.ReadLineAsync();
            lock (_gate)
            {
                if (line is not null)
                {
                    lines.Add(line);
                }

                _written.TrySetResult();
                _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (line is null)
            {
                return;
            }
        }
    }

    private bool Has(string text) => Count(text) > 0;

    private int Count(string text)
    {
        lock (_gate)
        {
            return _output.Concat(_errors).Count(line => line.Contains(text));
        }
    }

    private TimeoutException Failure(string what)
    {
        lock (_gate)
        {
            return new($"{what}.\n{EndedProgram.Describe(_output, _errors)}");
        }
    }
}
