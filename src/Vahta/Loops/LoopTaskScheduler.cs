namespace Vahta.Loops;

/// <summary>Runs tasks as callbacks of the loop.</summary>
internal sealed class LoopTaskScheduler : TaskScheduler
{
    private readonly LoopCore _loop;
    private readonly SendOrPostCallback _execute;

    public LoopTaskScheduler(LoopCore loop)
    {
        _loop = loop;
        _execute = task => TryExecuteTask((Task)task!);
    }

    public override int MaximumConcurrencyLevel => 1;

    protected override void QueueTask(Task task) => _loop.Post(new Callback(_execute, task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => _loop.IsRunningHere && TryExecuteTask(task);

    // For debuggers only, which can look at the loop's queue itself.
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
