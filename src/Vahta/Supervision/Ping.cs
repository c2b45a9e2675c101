namespace Vahta.Supervision;

/// <summary>One way through all that a dispatcher lives by: its scheduler, its lock, its clock, and its scheduler again.</summary>
internal sealed class Ping(Engine engine) : Alarm, IThreadPoolWorkItem
{
    private readonly TaskCompletionSource _answered = new();

    public Task Answered => _answered.Task;

    public void Execute()
    {
        using var turn = engine.Enter();
        if (engine.State is DispatcherState.Idle or DispatcherState.Stopped)
        {
            engine.Complete(_answered);
        }
        else
        {
            engine.Clock.Deadlines.Set(this, turn.Now);
        }
    }

    public override void Ring(Turn turn) => engine.Complete(_answered);
}
