namespace Vahta.Loops;

/// <summary>What other threads hand to a loop's own, and where that one waits for it.</summary>
internal sealed class Mailbox
{
    private readonly object _gate = new();

    // under the gate
    private CallbackQueue _incoming = new();
    private bool _isWaitedAt;
    private bool _wasNudged;
    private volatile bool _hasMail;
    private volatile bool _isClosed;

    public bool HasMail => _hasMail;

    public bool IsClosed => _isClosed;

    /// <summary>Whether the loop's thread waits for something to call.</summary>
    public bool IsWaitedAt => Volatile.Read(ref _isWaitedAt);

    /// <summary>Leaves a callback; false where the box is closed.</summary>
    public bool TryPost(Callback callback)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _incoming.Add(callback);
            _hasMail = true;
            if (_isWaitedAt)
            {
                Monitor.Pulse(_gate);
            }

            return true;
        }
    }

    /// <summary>Has whoever waits look again.</summary>
    public void Nudge()
    {
        lock (_gate)
        {
            _wasNudged = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Moves what came behind what is ready.</summary>
    public void Collect(ref CallbackQueue ready)
    {
        lock (_gate)
        {
            if (ready.Count == 0)
            {
                (_incoming, ready) = (ready, _incoming);
            }
            else
            {
                _incoming.MoveTo(ready);
            }

            _hasMail = false;
        }
    }

    /// <summary>Waits for mail, a nudge, or the end of the patience, in milliseconds.</summary>
    public void Wait(int patience, Task main)
    {
        lock (_gate)
        {
            if (!_hasMail && !_wasNudged && !main.IsCompleted && patience != 0)
            {
                _isWaitedAt = true;
                Monitor.Wait(_gate, patience);
                _isWaitedAt = false;
            }

            _wasNudged = false;
        }
    }

    /// <summary>Takes nothing more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }
}
