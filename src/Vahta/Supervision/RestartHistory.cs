namespace Vahta.Supervision;

/// <summary>What a member's policy has to remember: its failures in a row, and its restarts within the window.</summary>
internal sealed class RestartHistory(RestartPolicy policy)
{
    private readonly Backoff _backoff = Backoff.Of(policy);
    private readonly RestartIntensity? _intensity = policy.KeepTrying ? null : RestartIntensity.Of(policy);

    /// <summary>Failures since it was last ready for long.</summary>
    public int InARow { get; private set; }

    /// <summary>The delay before its latest restart.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>The delay before the restart that a failure calls for; null where the limit is reached.</summary>
    /// <param name="now">The time.</param>
    /// <param name="readyFor">How long it had been ready; null where it had not been.</param>
    /// <param name="draw">A number drawn from 0 up to 1.</param>
    public TimeSpan? OnFailure(TimeSpan now, TimeSpan? readyFor, double draw)
    {
        InARow = readyFor >= policy.ForgetsAfter ? 1 : InARow + 1;
        Delay = _backoff.Delay(InARow, draw);
        return _intensity?.Admit(now) == false ? null : Delay;
    }

    /// <summary>The delay before the restart that an end without a failure calls for: always the first, and never counted.</summary>
    public TimeSpan OnCompletion(double draw)
    {
        InARow = 0;
        return _backoff.Delay(1, draw);
    }

    public void Clear()
    {
        InARow = 0;
        _intensity?.Clear();
    }
}
