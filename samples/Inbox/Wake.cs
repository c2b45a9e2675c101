using System.Threading.Channels;

namespace Inbox;

/// <summary>
/// Wakes a loop when somebody says there is something to do, and from time to time anyway, because hints get lost.
/// Hints that come while the loop is busy become one.
/// </summary>
internal sealed class Wake : IDisposable
{
    private readonly Channel<bool> _hints = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly ITimer _timer;

    public Wake(TimeProvider clock, TimeSpan every) => _timer = clock.CreateTimer(_ => Set(), null, every, every);

    public void Set() => _hints.Writer.TryWrite(true);

    /// <summary>True at the next hint; false once <paramref name="stopping"/> is cancelled.</summary>
    public async Task<bool> NextAsync(CancellationToken stopping)
    {
        try
        {
            return await _hints.Reader.ReadAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose() => _timer.Dispose();
}
