using Vahta.Diagnosis;

namespace Vahta.Supervision;

/// <summary>What only some runs have: those that are watched, late, failed, or can reload. Made with the first of it, so that the others pay for none.</summary>
internal sealed class RunExtras
{
    // the unit's code, from any thread
    private long _lastBeat;

    public TimeSpan LastBeat
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _lastBeat));
        set => Volatile.Write(ref _lastBeat, value.Ticks);
    }

    // the supervisor's, under the lock
    public AwaitSite? FirstLook { get; set; }

    public Exception? Condemned { get; set; }

    public IReadOnlyList<Exception> Failures { get; set; } = [];

    public IReadOnlyList<Func<CancellationToken, Task>> Reloads { get; set; } = [];
}
