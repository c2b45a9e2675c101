namespace Vahta.Loops;

/// <summary>Where a dispatcher's concurrency comes from: every call into user code and every completion is queued here.</summary>
internal abstract class Scheduler
{
    /// <summary>The thread pool.</summary>
    public static Scheduler Pool { get; } = new ThreadPoolScheduler();

    public abstract void Queue(IThreadPoolWorkItem item);

    private sealed class ThreadPoolScheduler : Scheduler
    {
        public override void Queue(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }
}
