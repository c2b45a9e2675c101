using Microsoft.Coyote.Specifications;
using SystemThreadPool = System.Threading.ThreadPool;

namespace Vahta;

/// <summary>
/// Stands in for <see cref="System.Threading.ThreadPool"/>, by its name alone, in the core as it is compiled here. What is queued becomes a
/// task, which Coyote controls.
/// </summary>
internal static class ThreadPool
{
    public static int ThreadCount => SystemThreadPool.ThreadCount;

    public static long CompletedWorkItemCount => SystemThreadPool.CompletedWorkItemCount;

    public static void GetMinThreads(out int workers, out int ports) => SystemThreadPool.GetMinThreads(out workers, out ports);

    public static bool SetMinThreads(int workers, int ports) => SystemThreadPool.SetMinThreads(workers, ports);

    public static void UnsafeQueueUserWorkItem(IThreadPoolWorkItem item, bool preferLocal) => Queue(item.Execute);

    public static void UnsafeQueueUserWorkItem<T>(Action<T> code, T state, bool preferLocal) => Queue(() => code(state));

    public static void UnsafeQueueUserWorkItem(WaitCallback code, object? state) => Queue(() => code(state));

    private static void Queue(Action item) => Task.Run(() =>
    {
        try
        {
            item();
        }
        catch (Exception exception) when (exception is not ThreadInterruptedException)
        {
            // Out of a work item it would end the process.
            Specification.Assert(false, exception.ToString());
        }
    });
}
