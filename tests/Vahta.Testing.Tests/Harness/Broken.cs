using Vahta.Testing.Time;
using Vahta.Testing.Tracing;

namespace Vahta.Testing.Tests.Harness;

/// <summary>Traces of what the dispatcher does not do: made of what it did, told otherwise.</summary>
internal static class Broken
{
    /// <summary>What an assertion says of a trace that breaks it: the sentence first, then the timeline.</summary>
    public static string Says(this Trace trace, Action<Trace> assertion)
    {
        var thrown = Assert.Throws<TraceAssertionException>(() => assertion(trace));

        Assert.EndsWith($"\n\n{trace}", thrown.Message, StringComparison.Ordinal);
        return thrown.Message[..^(trace.ToString().Length + 2)];
    }

    /// <summary>A trace like another, but for its events.</summary>
    public static Trace With(this Trace trace, Func<IEnumerable<LifecycleEvent>, IEnumerable<LifecycleEvent>> otherwise)
    {
        var dispatcher = trace.Told[0].Dispatcher;
        var broken = new Trace(new VirtualClock());
        foreach (var call in trace.Calls)
        {
            broken.Begin(call);
        }

        foreach (var happened in otherwise(trace.Events))
        {
            broken.Tell(dispatcher, happened);
        }

        return broken;
    }

    /// <summary>A trace like another, but for its calls.</summary>
    public static Trace WithCalls(this Trace trace, Func<IEnumerable<TracedCall>, IEnumerable<TracedCall>> otherwise)
    {
        var broken = new Trace(new VirtualClock());
        foreach (var (dispatcher, happened) in trace.Told)
        {
            broken.Tell(dispatcher, happened);
        }

        foreach (var call in otherwise(trace.Calls))
        {
            broken.Begin(call);
        }

        return broken;
    }
}
