using Microsoft.Extensions.Hosting;
using Vahta.Supervision;

namespace Vahta.Hosting.Adoption;

/// <summary>
/// An <c>ExecuteAsync</c> that we call, where a service leaves its start to the base class: so the task is ours, and a hang can be named by its line. The base class finds what it would have
/// written down itself. Queued, because its part before the first await holds up nobody's start.
/// </summary>
internal sealed class CalledExecution : BackgroundExecution, IThreadPoolWorkItem
{
    private static readonly ContextCallback s_call = static execution => ((CalledExecution)execution!).Call();

    // An instance that was registered twice knows those of one of its runs only.
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new();
    private ExecutionContext? _context;
    private volatile Task? _executing;

    private CalledExecution(BackgroundService service, UnitRun run)
        : base(service, run)
    {
        // What an environment has put into the context of the call that starts the service, it finds again here.
        _context = run.Engine.Environment is null ? null : ExecutionContext.Capture();
        BackgroundMembers.StopOf(service) = _stop;
        BackgroundMembers.TaskOf(service) = _ended.Task;
    }

    public override (Task? Task, bool IsInCall) InFlight => (_executing, _executing is null);

    public override Delegate Code => BackgroundMembers.CodeOf(Service);

    public override Task Ended => _ended.Task;

    /// <summary>The context in which it was called; null as long as it was not.</summary>
    public ExecutionContext? Context => _context;

    public static CalledExecution Begin(BackgroundService service, UnitRun run)
    {
        var execution = new CalledExecution(service, run);
        run.Engine.Queue(execution);
        return execution;
    }

    public void Execute()
    {
        Run.Engine.RunInContext(s_call, this, _context);
    }

    /// <summary>Tells it to end, as the base class does. The task is its own, whose end is told already.</summary>
    public Task EndAsync()
    {
        try
        {
            _stop.Cancel();
        }
        catch (AggregateException exception)
        {
            Run.Add([exception]);
        }

        return _ended.Task;
    }

    /// <summary>As <see cref="EndAsync"/>; the task completes, however it ended.</summary>
    public async Task StopAsync() => await EndAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private void Call()
    {
        Run.Enter();
        _context ??= ExecutionContext.Capture();
        var executing = Executing();
        _executing = executing;
        if (executing.IsCompleted)
        {
            End();
        }
        else
        {
            executing.GetAwaiter().UnsafeOnCompleted(End);
        }
    }

    private Task Executing()
    {
        try
        {
            return BackgroundMembers.Execute!(Service, _stop.Token) ?? throw new InvalidOperationException($"{Service.GetType().Name}.ExecuteAsync returned null instead of a task.");
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    // What it threw is told, and not thrown once more on its way; whoever asks the service for its task finds it there, too.
    private void End()
    {
        Tell(_executing!);
        _ended.SetFromTask(_executing!);
    }
}
