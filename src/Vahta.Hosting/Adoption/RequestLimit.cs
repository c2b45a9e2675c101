namespace Vahta.Hosting.Adoption;

/// <summary>How many requests are taken at most.</summary>
internal sealed class RequestLimit(long most)
{
    private long _taken;

    public long Most => most;

    /// <summary>Counts one. Whether it is the last: true once.</summary>
    public bool IsReached() => Interlocked.Increment(ref _taken) == most;
}
