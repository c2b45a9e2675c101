using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Inbox.Tests;

/// <summary>The built program, as a process; killed when disposed.</summary>
internal sealed class InboxProcess : IDisposable
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private InboxProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public DateTime Started { get; } = DateTime.UtcNow;

    public static InboxProcess Start(params string[] args) =>
        new(Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Inbox"), args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    public void Terminate() => Signal(SigTerm);

    public void Kill() => Signal(SigKill);

    /// <summary>Waits for the end. Returns the exit code (128+n after signal n) and the rest of both outputs.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, output, await _errors.WaitAsync(Patience));
    }

    /// <summary>Looks again and again until the condition holds; fails when the process ends before.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!condition())
        {
            Assert.False(_process.HasExited, "The program ended too early.");
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private void Signal(int signal) => Assert.Equal(0, SendSignal(_process.Id, signal));

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int process, int signal);
}
