namespace Vahta.Supervision;

/// <summary>How often something may be restarted: so many times within any window of time. It is told the time, and keeps no more of the past than the limit.</summary>
internal sealed class RestartIntensity(int most, TimeSpan window)
{
    private readonly Queue<TimeSpan> _restarts = [];
    private int _ever;

    public static RestartIntensity Of(RestartPolicy policy) => new(policy.MaxRestarts, policy.CountsFor);

    /// <summary>Counts a restart, if it is within the limit.</summary>
    public bool Admit(TimeSpan now)
    {
        if (window == TimeSpan.MaxValue)
        {
            return _ever < most && ++_ever > 0;
        }

        while (_restarts.TryPeek(out var oldest) && now - oldest >= window)
        {
            _restarts.Dequeue();
        }

        if (_restarts.Count >= most)
        {
            return false;
        }

        _restarts.Enqueue(now);
        return true;
    }

    public void Clear()
    {
        _restarts.Clear();
        _ever = 0;
    }
}
