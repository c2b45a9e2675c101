namespace Vahta.Loops;

/// <summary>A stream that was left open, and how it is closed.</summary>
internal sealed class ClosingStream(IAsyncDisposable stream, ILoopListener told) : ILeftover
{
    public string Name { get; } = stream.ToString()!;

    public string WayOut => "Make its end shorter there";

    public bool IsBounded => false;

    public Task? Work { get; private set; }

    public async Task CancelAsync()
    {
        try
        {
            Work = stream.DisposeAsync().AsTask();
            await Work;
        }
        catch (Exception exception)
        {
            told.LeftoverFailed(Name, exception);
        }
    }
}
