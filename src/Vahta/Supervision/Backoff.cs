namespace Vahta.Supervision;

/// <summary>How long to wait before trying again: doubled with each failure in a row up to a cap, and blurred at random.</summary>
/// <param name="First">The delay after the first failure.</param>
/// <param name="Cap">What it grows to.</param>
/// <param name="Jitter">By which part of itself a delay may be shorter or longer, from 0 to 1.</param>
internal readonly record struct Backoff(TimeSpan First, TimeSpan Cap, double Jitter)
{
    // Beyond it any delay above a tick has long reached the cap, and doubling further would overflow.
    private const int MostDoublings = 64;

    public static Backoff Of(RestartPolicy policy) => new(policy.Delay, policy.MaxDelay, policy.Jitter);

    /// <param name="failures">How many failures in a row there were, from 1.</param>
    /// <param name="draw">A number drawn from 0 up to 1.</param>
    public TimeSpan Delay(int failures, double draw)
    {
        var doubled = Math.Min(Math.ScaleB(First.Ticks, Math.Min(failures - 1, MostDoublings)), Cap.Ticks);
        return TimeSpan.FromTicks((long)(doubled * (1 + (Jitter * ((2 * draw) - 1)))));
    }
}
