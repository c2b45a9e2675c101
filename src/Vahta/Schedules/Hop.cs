using System.Runtime.CompilerServices;
using Vahta.Supervision;

namespace Vahta.Schedules;

/// <summary>Goes on as a work item of its own, so that what follows, if it blocks, keeps nobody waiting: <c>await new Hop(engine);</c>.</summary>
internal readonly struct Hop(Engine engine) : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public Hop GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => engine.Queue(new Item(continuation));

    public void UnsafeOnCompleted(Action continuation) => engine.Queue(new Item(continuation));

    private sealed class Item(Action continuation) : IThreadPoolWorkItem
    {
        public void Execute() => continuation();
    }
}
