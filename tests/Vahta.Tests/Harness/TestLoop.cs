using Vahta.Loops;

namespace Vahta.Tests.Harness;

/// <summary>
/// Runs everything on one thread, in an order drawn from a seed (0: first in, first out), and lets virtual time jump only when nothing else can
/// run. The same seed gives the same run.
/// </summary>
internal sealed class TestLoop(VirtualTime time, int seed) : Scheduler
{
    private static readonly TimeSpan s_end = TimeSpan.FromDays(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly object _gate = new();
    private readonly List<Action> _ready = [];
    private readonly Random? _random = seed == 0 ? null : new(seed);

    public override void Queue(IThreadPoolWorkItem item) => Post(item.Execute);

    public void Run(Func<Task> main)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Context(this));
        try
        {
            var running = main();
            while (!running.IsCompleted)
            {
                if (TryTake(out var action))
                {
                    ExecutionContext.Run(ExecutionContext.Capture()!, static run => ((Action)run!)(), action);
                }
                else if (!time.TryJump(s_end))
                {
                    WaitForOtherThreads();
                }
            }

            running.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private void Post(Action action)
    {
        lock (_gate)
        {
            _ready.Add(action);
            Monitor.Pulse(_gate);
        }
    }

    private bool TryTake(out Action action)
    {
        lock (_gate)
        {
            action = static () => { };
            if (_ready.Count == 0)
            {
                return false;
            }

            var index = _random?.Next(_ready.Count) ?? 0;
            action = _ready[index];
            _ready.RemoveAt(index);
            return true;
        }
    }

    // Nothing can run and no timer is left: either a thread of the test's own is still at work, or the test hangs.
    private void WaitForOtherThreads()
    {
        lock (_gate)
        {
            if (_ready.Count == 0 && !Monitor.Wait(_gate, s_patience))
            {
                throw new TimeoutException("The scenario hangs: nothing can run, no timer is set, and it is not over.");
            }
        }
    }

    private sealed class Context(TestLoop loop) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback callback, object? state) => loop.Post(() => callback(state));

        public override SynchronizationContext CreateCopy() => this;
    }
}
