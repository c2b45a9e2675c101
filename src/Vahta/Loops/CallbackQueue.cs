using System.Numerics;

namespace Vahta.Loops;

/// <summary>Callbacks in the order in which they came; any of them can be moved to the front.</summary>
internal sealed class CallbackQueue
{
    // A ring, whose length is a power of two.
    private Callback[] _ring = new Callback[64];
    private int _head;

    public int Count { get; private set; }

    public void Add(Callback callback)
    {
        if (Count == _ring.Length)
        {
            Grow(Count + 1);
        }

        _ring[(_head + Count++) & (_ring.Length - 1)] = callback;
    }

    public Callback Take()
    {
        ref var slot = ref _ring[_head];
        var callback = slot;
        slot = default;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        return callback;
    }

    /// <summary>Moves a callback to the front; the others keep their order.</summary>
    public void Promote(int index)
    {
        var promoted = At(index);
        for (; index > 0; index--)
        {
            At(index) = At(index - 1);
        }

        At(0) = promoted;
    }

    public void MoveTo(CallbackQueue other)
    {
        while (Count > 0)
        {
            other.Add(Take());
        }
    }

    private ref Callback At(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    private void Grow(int least)
    {
        var ring = new Callback[BitOperations.RoundUpToPowerOf2((uint)least)];
        for (var index = 0; index < Count; index++)
        {
            ring[index] = _ring[(_head + index) & (_ring.Length - 1)];
        }

        _ring = ring;
        _head = 0;
    }
}
