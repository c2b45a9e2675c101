namespace Vahta.Loops;

/// <summary>Runs tasks as callbacks of the loop.</summary>
internal sealed class LoopTaskScheduler(LoopCore loop) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => 1;

    protected override void QueueTask(Task task) => loop.Post(new Callback(Execute, task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => loop.IsRunningHere && TryExecuteTask(task);

    // For debuggers only, which can look at the loop's queue itself.
    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void Execute(object? task) => TryExecuteTask((Task)task!);
}
