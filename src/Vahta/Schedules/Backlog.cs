using System.Diagnostics.CodeAnalysis;

namespace Vahta.Schedules;

/// <summary>Who runs, and who waits: what becomes of an occurrence while another runs.</summary>
internal sealed class Backlog(Overlap overlap)
{
    /// <summary>Memory and lag have an end: so many may wait.</summary>
    public const int MostWaiting = 100;

    private readonly Queue<Occurrence> _waiting = [];

    public int Running { get; private set; }

    /// <summary>Takes an occurrence on, to begin at once or when it is its turn; false where it is to be left out.</summary>
    /// <param name="one">The occurrence.</param>
    /// <param name="mayWait">Whether it waits even where others would be skipped: what makes up for missed ones does.</param>
    public bool Offer(Occurrence one, bool mayWait = false)
    {
        var isAccepted = overlap switch
        {
            Overlap.Parallel => !mayWait || Running + _waiting.Count < MostWaiting,
            Overlap.Skip when !mayWait => Running + _waiting.Count == 0,
            _ => _waiting.Count < MostWaiting,
        };
        if (isAccepted)
        {
            _waiting.Enqueue(one);
        }

        return isAccepted;
    }

    /// <summary>Takes the next that may begin, which runs from now on.</summary>
    public bool TryTake([NotNullWhen(true)] out Occurrence? next)
    {
        next = null;
        if ((overlap == Overlap.Parallel || Running == 0) && _waiting.TryDequeue(out next))
        {
            Running++;
        }

        return next is not null;
    }

    public void Ended() => Running--;

    /// <summary>Nothing begins any more.</summary>
    public IReadOnlyList<Occurrence> Clear()
    {
        Occurrence[] dropped = [.. _waiting];
        _waiting.Clear();
        return dropped;
    }
}
