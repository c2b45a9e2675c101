using System.Diagnostics.CodeAnalysis;

namespace Vahta.Deadlines;

/// <summary>Deadlines by time: a binary heap in which each knows its slot, so that moving or removing one costs log n and no garbage.</summary>
internal sealed class DeadlineHeap
{
    private readonly List<Deadline> _slots = [];

    public int Count => _slots.Count;

    public TimeSpan Earliest => _slots.Count == 0 ? Instant.Never : _slots[0].Due;

    /// <summary>Sets when a deadline is due, whether it was in the heap or not; <see cref="Instant.Never"/> takes it out.</summary>
    public void Set(Deadline deadline, TimeSpan due)
    {
        if (due == Instant.Never)
        {
            Remove(deadline);
            return;
        }

        deadline.Due = due;
        if (deadline.Slot < 0)
        {
            deadline.Slot = _slots.Count;
            _slots.Add(deadline);
        }

        Settle(deadline);
    }

    public void Remove(Deadline deadline)
    {
        var slot = deadline.Slot;
        if (slot < 0)
        {
            return;
        }

        var last = _slots[^1];
        _slots.RemoveAt(_slots.Count - 1);
        deadline.Slot = -1;
        deadline.Due = Instant.Never;
        if (last != deadline)
        {
            Place(last, slot);
            Settle(last);
        }
    }

    public bool TryTake(TimeSpan now, [NotNullWhen(true)] out Deadline? deadline)
    {
        deadline = Earliest <= now ? _slots[0] : null;
        if (deadline is not null)
        {
            Remove(deadline);
        }

        return deadline is not null;
    }

    private void Settle(Deadline deadline)
    {
        var slot = deadline.Slot;
        while (slot > 0 && _slots[(slot - 1) / 2].Due > deadline.Due)
        {
            Place(_slots[(slot - 1) / 2], slot);
            slot = (slot - 1) / 2;
        }

        while (EarlierChild(slot) is var child && child < _slots.Count && _slots[child].Due < deadline.Due)
        {
            Place(_slots[child], slot);
            slot = child;
        }

        Place(deadline, slot);
    }

    private int EarlierChild(int slot)
    {
        var left = (2 * slot) + 1;
        return left + 1 < _slots.Count && _slots[left + 1].Due < _slots[left].Due ? left + 1 : left;
    }

    private void Place(Deadline deadline, int slot)
    {
        _slots[slot] = deadline;
        deadline.Slot = slot;
    }
}
