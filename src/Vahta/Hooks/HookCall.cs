using Vahta.Supervision;

namespace Vahta.Hooks;

/// <summary>One call of one hook, as a work item of its own: a hook that blocks blocks nobody else.</summary>
internal sealed class HookCall(Engine engine, string name, Func<CancellationToken, Task> hook, CancellationToken token) : IThreadPoolWorkItem
{
    private static readonly AsyncLocal<Engine?> s_engine = new();

    private readonly TaskCompletionSource<IReadOnlyList<Exception>> _ended = new();
    private Task? _running;

    /// <summary>The dispatcher in one of whose hooks the caller is; null outside.</summary>
    public static Engine? CurrentEngine => s_engine.Value;

    /// <summary>What the hook threw, when it has ended.</summary>
    public Task<IReadOnlyList<Exception>> Ended => _ended.Task;

    /// <summary>The user's own task, once the hook has returned it.</summary>
    public Task? Running => Volatile.Read(ref _running);

    public void Execute() => engine.RunInContext(static call => _ = ((HookCall)call!).RunAsync(), this);

    public override string ToString() => $"hook {name}";

    private Task? Call() => engine.Environment is { } environment
        ? environment.CallAsync(new(engine.Dispatcher, UserCallKind.Hook, name, null, token, () => hook(token)))
        : hook(token);

    private async Task RunAsync()
    {
        s_engine.Value = engine;
        try
        {
            _running = Call() ?? throw new InvalidOperationException("The hook returned null instead of a Task. Return Task.CompletedTask, or make it async.");
            await _running;
            _ended.SetResult([]);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            _ended.SetResult([]);
        }
        catch (Exception exception)
        {
            _ended.SetResult(_running?.Exception?.InnerExceptions ?? (IReadOnlyList<Exception>)[exception]);
        }
    }
}
