using System.Collections.Concurrent;

namespace Vahta.Pools;

/// <summary>
/// A pool's queue: who is accepted, who waits for room, who is worked on. It decides, and acts on nobody: what has to be done is in the changes it returns. Whoever posts passes a gate; a worker
/// takes its next item without, and comes to the gate only where somebody waits for the room that this leaves, or where no item is left.
/// </summary>
internal sealed class Intake<T>(int workers, int capacity)
{
    private readonly Lock _gate = new();

    // filled under the gate
    private readonly ConcurrentQueue<PoolItem<T>> _items = [];

    // under the gate
    private readonly LinkedList<Posting<T>> _waiting = [];
    private int _room;
    private int _active;
    private int _coming;
    private long _accepted;

    // written under the gate, but that a pause needs none
    private volatile bool _isOpen;
    private volatile bool _isWorking;
    private volatile bool _isRoomAwaited;

    /// <summary>Whether it accepts.</summary>
    public bool IsOpen => _isOpen;

    public int Queued => _items.Count;

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

    private bool IsHolding => _active > 0 || !_items.IsEmpty;

    // Whoever takes an item leaves its room without a word: it is counted where there seems to be none.
    private bool IsRoom => _room > 0 || (_room = capacity - _items.Count) > 0;

    /// <summary>Accepts from now on; what is accepted waits until <see cref="Work"/>.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
        }
    }

    /// <summary>Has items worked on from now on.</summary>
    public IntakeChange Work()
    {
        lock (_gate)
        {
            _isWorking = true;
            return new(IsWorkChanged: false, Want(Math.Min(_items.Count, 1)));
        }
    }

    /// <summary>
    /// A worker that was wanted begins. It brings two more, as long as there is work for them: so all are there soon where each has much to do, and few come where one is through with the items before
    /// others could be.
    /// </summary>
    public IntakeChange Arrive()
    {
        lock (_gate)
        {
            _coming--;
            return new(IsWorkChanged: false, Want(Math.Clamp(_items.Count - 1, 0, 2)));
        }
    }

    /// <summary>Nothing begins any more; what is accepted waits.</summary>
    public void Pause() => _isWorking = false;

    /// <summary>Accepts an item if there is room.</summary>
    public bool TryAdd(T value, out IntakeChange change)
    {
        lock (_gate)
        {
            var isAccepted = _isOpen && _waiting.Count == 0 && IsRoom;
            change = isAccepted ? Accept(value, null) : default;
            return isAccepted;
        }
    }

    /// <summary>Accepts an item, or has it wait for room; null where it is accepted or refused.</summary>
    public Posting<T>? Add(T value, ItemWaiter? waiter, out bool isRefused, out IntakeChange change)
    {
        lock (_gate)
        {
            change = default;
            isRefused = !_isOpen;
            if (isRefused)
            {
                return null;
            }

            if (_waiting.Count == 0 && (IsRoom || IsRoomAfterAll()))
            {
                change = Accept(value, waiter);
                return null;
            }

            var posting = new Posting<T>(value, waiter);
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
            _isRoomAwaited = _waiting.Count > 0;
            posting.End = PostingEnd.Cancelled;
            return true;
        }
    }

    /// <summary>Gives a worker its next item; where there is none, the worker is idle.</summary>
    /// <param name="item">The item.</param>
    /// <param name="admitted">Who waited for the room that it leaves.</param>
    /// <param name="change">What is to be done.</param>
    public bool TryTake(out PoolItem<T> item, out IReadOnlyList<Posting<T>> admitted, out IntakeChange change)
    {
        (admitted, change) = ([], default);
        if (!TryDequeue(out item))
        {
            lock (_gate)
            {
                if (!TryDequeue(out item))
                {
                    _active--;
                    change = new(IsWorkChanged: !IsHolding, Workers: 0);
                    return false;
                }
            }
        }

        // Whoever is to wait for room says so before it looks once more, and so one of the two sees the other.
        Interlocked.MemoryBarrier();
        if (_isRoomAwaited)
        {
            lock (_gate)
            {
                admitted = Admit();
                change = new(IsWorkChanged: false, WantIfNoneComes());
            }
        }

        return true;
    }

    /// <summary>Refuses from now on. Returns those who waited for room.</summary>
    public IReadOnlyList<Posting<T>> Close()
    {
        lock (_gate)
        {
            _isOpen = false;
            Posting<T>[] refused = [.. _waiting];
            _waiting.Clear();
            _isRoomAwaited = false;
            foreach (var posting in refused)
            {
                posting.End = PostingEnd.Refused;
            }

            return refused;
        }
    }

    /// <summary>Takes what has not been begun, in its order. Nothing begins any more.</summary>
    public IReadOnlyList<PoolItem<T>> TakeRest(out IntakeChange change)
    {
        lock (_gate)
        {
            var held = IsHolding;
            _isWorking = false;
            List<PoolItem<T>> rest = [];
            while (_items.TryDequeue(out var left))
            {
                rest.Add(left);
            }

            change = new(held != IsHolding, Workers: 0);
            return rest;
        }
    }

    private bool TryDequeue(out PoolItem<T> item)
    {
        item = default;
        return _isWorking && _items.TryDequeue(out item);
    }

    private bool IsRoomAfterAll()
    {
        // From here on, whoever takes an item comes to the gate.
        _isRoomAwaited = true;
        Interlocked.MemoryBarrier();
        _isRoomAwaited = !IsRoom;
        return !_isRoomAwaited;
    }

    private List<Posting<T>> Admit()
    {
        List<Posting<T>> admitted = [];
        while (_waiting.First is { Value: var first } && IsRoom)
        {
            _waiting.RemoveFirst();
            first.End = PostingEnd.Accepted;
            Put(first.Value, first.Waiter);
            admitted.Add(first);
        }

        _isRoomAwaited = _waiting.Count > 0;
        return admitted;
    }

    private IntakeChange Accept(T value, ItemWaiter? waiter)
    {
        var held = IsHolding;
        Put(value, waiter);
        return new(IsWorkChanged: !held, WantIfNoneComes());
    }

    private void Put(T value, ItemWaiter? waiter)
    {
        _items.Enqueue(new(value, waiter, ++_accepted));
        _room--;
    }

    // Whoever comes sees what is left to do, and brings more.
    private int WantIfNoneComes() => _coming == 0 ? Want(1) : 0;

    private int Want(int more)
    {
        var wanted = _isWorking ? Math.Min(more, workers - _active) : 0;
        _active += wanted;
        _coming += wanted;
        return wanted;
    }
}
