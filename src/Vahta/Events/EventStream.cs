using System.Threading.Channels;

namespace Vahta.Events;

/// <summary>Where events are told, under the dispatcher's lock, to whoever listens. A listener that falls behind is cut off, never waited for.</summary>
internal sealed class EventStream
{
    // Enough for a burst of a large application's start; beyond it the listener is not slow but stuck.
    private const int BacklogPerUnit = 8;
    private const int LeastBacklog = 10_000;

    // under the dispatcher's lock
    private readonly List<ChannelWriter<LifecycleEvent>> _writers = [];
    private readonly List<ChannelReader<LifecycleEvent>> _readers = [];
    private long _sequence;
    private bool _isClosed;

    /// <summary>Whether anybody listens: without, no event need be made.</summary>
    public bool IsHeard => _writers.Count > 0;

    public ChannelReader<LifecycleEvent> Open()
    {
        var channel = Channel.CreateUnbounded<LifecycleEvent>(new() { SingleWriter = true, AllowSynchronousContinuations = false });
        if (_isClosed)
        {
            channel.Writer.Complete();
        }
        else
        {
            _writers.Add(channel.Writer);
            _readers.Add(channel.Reader);
        }

        return channel.Reader;
    }

    public void Leave(ChannelReader<LifecycleEvent> reader)
    {
        var index = _readers.IndexOf(reader);
        if (index >= 0)
        {
            Drop(index, null);
        }
    }

    public void Tell(LifecycleEvent happened, int units)
    {
        happened.Sequence = ++_sequence;
        var backlog = Math.Max(LeastBacklog, units * BacklogPerUnit);
        var missed = 0;
        for (var index = _writers.Count - 1; index >= 0; index--)
        {
            if (_readers[index].Count >= backlog)
            {
                missed = _readers[index].Count;
                Drop(index, new SubscriberCutOffException(missed));
            }
            else
            {
                _writers[index].TryWrite(happened);
            }
        }

        if (missed > 0)
        {
            Tell(new SubscriberCutOff(missed) { Time = happened.Time, Elapsed = happened.Elapsed }, units);
        }
    }

    /// <summary>No more events: every listener reads what is left and ends.</summary>
    public void Close()
    {
        _isClosed = true;
        while (_writers.Count > 0)
        {
            Drop(_writers.Count - 1, null);
        }
    }

    private void Drop(int index, Exception? why)
    {
        _writers[index].Complete(why);
        _writers.RemoveAt(index);
        _readers.RemoveAt(index);
    }
}
