namespace Vahta.Loops;

/// <summary>Where a dispatcher's concurrency comes from: every call into user code and every completion is queued here.</summary>
internal abstract class Scheduler
{
    private static readonly ThreadPoolScheduler s_pool = new();

    /// <summary>The event loop that runs on the caller's thread; without one, the thread pool.</summary>
    public static Scheduler OfCaller => (Scheduler?)LoopCore.Running ?? s_pool;

    /// <summary>Whether it is the thread pool.</summary>
    public bool IsPool => this == s_pool;

    public abstract void Queue(IThreadPoolWorkItem item);

    private sealed class ThreadPoolScheduler : Scheduler
    {
        public override void Queue(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }
}
