using System.Diagnostics.CodeAnalysis;

namespace Vahta.Deadlines;

/// <summary>
/// Deadlines by time. What is set anew, or removed, leaves its old place behind: that is passed over when its time comes, and the places are cleared when most of them
/// are old. So a removal, by far the most frequent end of a deadline, costs next to nothing.
/// </summary>
internal sealed class DeadlineHeap
{
    private const int FewPlaces = 64;

    // By ticks, which the runtime knows how to compare from the beginning.
    private readonly PriorityQueue<Deadline, long> _places = new();

    /// <summary>How many are set.</summary>
    public int Count { get; private set; }

    public TimeSpan Earliest => TryPeek(out _, out var due) ? due : Instant.Never;

    /// <summary>Sets when a deadline is due, whether it was set or not; <see cref="Instant.Never"/> removes it.</summary>
    public void Set(Deadline deadline, TimeSpan due)
    {
        if (due == deadline.Due)
        {
            return;
        }

        Count += (due == Instant.Never ? 0 : 1) - (deadline.IsSet ? 1 : 0);
        deadline.Due = due;
        if (due != Instant.Never)
        {
            _places.Enqueue(deadline, due.Ticks);
        }

        if (_places.Count > FewPlaces + (2 * Count))
        {
            Clear();
        }
    }

    public void Remove(Deadline deadline) => Set(deadline, Instant.Never);

    public bool TryTake(TimeSpan now, [NotNullWhen(true)] out Deadline? deadline)
    {
        if (!TryPeek(out deadline, out var due) || due > now)
        {
            deadline = null;
            return false;
        }

        _places.Dequeue();
        Remove(deadline);
        return true;
    }

    private bool TryPeek([NotNullWhen(true)] out Deadline? deadline, out TimeSpan due)
    {
        while (_places.TryPeek(out deadline, out var ticks))
        {
            due = TimeSpan.FromTicks(ticks);
            if (deadline.Due == due)
            {
                return true;
            }

            _places.Dequeue();
        }

        due = Instant.Never;
        return false;
    }

    private void Clear()
    {
        var kept = new List<(Deadline, long)>(Count);
        foreach (var (deadline, ticks) in _places.UnorderedItems)
        {
            if (deadline.Due.Ticks == ticks)
            {
                kept.Add((deadline, ticks));
            }
        }

        _places.Clear();
        _places.EnqueueRange(kept);
    }
}
