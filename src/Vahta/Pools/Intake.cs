using System.Diagnostics.CodeAnalysis;

namespace Vahta.Pools;

/// <summary>
/// A pool's queue: who is accepted, who waits for room, who is worked on. It decides, under a gate of its own, and acts on nobody: what has to be done is in the
/// changes it returns.
/// </summary>
internal sealed class Intake<T>(int workers, int capacity)
{
    private readonly Lock _gate = new();

    // under the gate
    private readonly Queue<T> _items = [];
    private readonly LinkedList<Posting<T>> _waiting = [];
    private bool _isOpen;
    private bool _isWorking;
    private int _active;
    private long _begun;

    public int Queued
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    public int Active
    {
        get
        {
            lock (_gate)
            {
                return _active;
            }
        }
    }

    /// <summary>Whether any item waits or is worked on.</summary>
    public bool HoldsItems
    {
        get
        {
            lock (_gate)
            {
                return IsHolding;
            }
        }
    }

    /// <summary>Whether it accepts nothing any more, and nothing is left of what it had accepted.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return !_isOpen && !IsHolding;
            }
        }
    }

    private bool IsHolding => _items.Count + _active > 0;

    /// <summary>Accepts from now on; what is accepted waits until <see cref="Work"/>.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
        }
    }

    /// <summary>Has items worked on from now on. Returns how many workers that wants at once.</summary>
    public int Work()
    {
        lock (_gate)
        {
            _isWorking = true;
            return _active = Math.Min(workers, _items.Count);
        }
    }

    /// <summary>Nothing begins any more; what is accepted waits.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            _isWorking = false;
        }
    }

    /// <summary>Accepts an item if there is room.</summary>
    public bool TryAdd(T item, out IntakeChange change)
    {
        lock (_gate)
        {
            change = IntakeChange.None;
            if (!_isOpen || _items.Count >= capacity || _waiting.Count > 0)
            {
                return false;
            }

            change = Accept(item);
            return true;
        }
    }

    /// <summary>Accepts an item, or has it wait for room; null where it is accepted or refused.</summary>
    public Posting<T>? Add(T item, out bool isRefused, out IntakeChange change)
    {
        lock (_gate)
        {
            change = IntakeChange.None;
            isRefused = !_isOpen;
            if (isRefused)
            {
                return null;
            }

            if (_items.Count < capacity && _waiting.Count == 0)
            {
                change = Accept(item);
                return null;
            }

            var posting = new Posting<T>(item);
            _waiting.AddLast(posting);
            return posting;
        }
    }

    /// <summary>Waits no longer. False where the wait was over already.</summary>
    public bool Cancel(Posting<T> posting)
    {
        lock (_gate)
        {
            if (posting.End != PostingEnd.Waiting)
            {
                return false;
            }

            _waiting.Remove(posting);
            posting.End = PostingEnd.Cancelled;
            return true;
        }
    }

    /// <summary>Gives a worker its next item; where there is none, the worker is idle.</summary>
    /// <param name="item">The item.</param>
    /// <param name="number">Which item of the pool's it is, from 1.</param>
    /// <param name="admitted">Who waited for the room that it leaves.</param>
    /// <param name="change">What is to be done.</param>
    public bool TryTake([MaybeNullWhen(false)] out T item, out long number, out Posting<T>? admitted, out IntakeChange change)
    {
        lock (_gate)
        {
            admitted = null;
            change = IntakeChange.None;
            if (!_isWorking || !_items.TryDequeue(out item))
            {
                (item, number) = (default, 0);
                _active--;
                change = IsHolding ? IntakeChange.None : IntakeChange.WorkChanged;
                return false;
            }

            number = ++_begun;
            if (_waiting.First is { Value: var first })
            {
                _waiting.RemoveFirst();
                first.End = PostingEnd.Accepted;
                _items.Enqueue(first.Item);
                admitted = first;
            }

            return true;
        }
    }

    /// <summary>Refuses from now on. Returns those who waited for room.</summary>
    public IReadOnlyList<Posting<T>> Close()
    {
        lock (_gate)
        {
            _isOpen = false;
            Posting<T>[] refused = [.. _waiting];
            _waiting.Clear();
            foreach (var posting in refused)
            {
                posting.End = PostingEnd.Refused;
            }

            return refused;
        }
    }

    /// <summary>Takes what has not been begun, in its order. Nothing begins any more.</summary>
    public IReadOnlyList<T> TakeRest(out IntakeChange change)
    {
        lock (_gate)
        {
            var held = IsHolding;
            _isWorking = false;
            T[] rest = [.. _items];
            _items.Clear();
            change = held != IsHolding ? IntakeChange.WorkChanged : IntakeChange.None;
            return rest;
        }
    }

    private IntakeChange Accept(T item)
    {
        var change = IsHolding ? IntakeChange.None : IntakeChange.WorkChanged;
        _items.Enqueue(item);
        if (_isWorking && _active < workers)
        {
            _active++;
            change |= IntakeChange.WorkerWanted;
        }

        return change;
    }
}
