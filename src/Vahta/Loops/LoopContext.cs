namespace Vahta.Loops;

/// <summary>Brings what awaits on the loop back to it.</summary>
internal sealed class LoopContext(LoopCore loop) : SynchronizationContext
{
    public override void Post(SendOrPostCallback callback, object? state) => loop.Post(new Callback(callback, state));

    public override void Send(SendOrPostCallback callback, object? state)
    {
        if (!loop.IsRunningHere)
        {
            throw new NotSupportedException("Send would block this thread until the event loop comes to it. Use Post.");
        }

        callback(state);
    }

    public override SynchronizationContext CreateCopy() => this;
}
