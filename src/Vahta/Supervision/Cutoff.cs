namespace Vahta.Supervision;

/// <summary>A task that completes at a time, or earlier when told: the end of waiting for something that may never come.</summary>
internal sealed class Cutoff(Engine engine) : Alarm
{
    private readonly TaskCompletionSource _passed = new();

    public Task Passed => _passed.Task;

    public void Arm(TimeSpan due) => engine.Clock.Deadlines.Set(this, due);

    /// <summary>Brings the time forward, if it is later.</summary>
    public void ArmEarlier(TimeSpan due)
    {
        if (IsSet && due < Due)
        {
            Arm(due);
        }
    }

    public void Disarm() => engine.Clock.Deadlines.Remove(this);

    public override void Ring(Turn turn) => engine.Complete(_passed);
}
