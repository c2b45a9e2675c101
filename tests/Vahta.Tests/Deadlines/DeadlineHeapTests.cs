using System.Runtime.CompilerServices;
using CsCheck;
using Vahta.Deadlines;

namespace Vahta.Tests.Deadlines;

public sealed class DeadlineHeapTests
{
    // Against a dictionary searched from end to end; a deadline is moved, removed and set again in any order.
    [Fact]
    public void Whatever_is_set_moved_and_removed_the_earliest_comes_first_and_each_once() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 9], Gen.Int[0, 20]).List[0, 120].Sample(steps =>
        {
            var heap = new DeadlineHeap();
            var deadlines = Enumerable.Range(0, 10).Select(_ => new Mark()).ToArray();
            var model = new Dictionary<Deadline, TimeSpan>();
            foreach (var (what, which, when) in steps)
            {
                var deadline = deadlines[which];
                var time = when == 20 ? Instant.Never : TimeSpan.FromSeconds(when);
                switch (what)
                {
                    case 0:
                        heap.Set(deadline, time);
                        model.Remove(deadline);
                        if (time != Instant.Never)
                        {
                            model[deadline] = time;
                        }

                        break;
                    case 1:
                        heap.Remove(deadline);
                        model.Remove(deadline);
                        break;
                    default:
                        var now = TimeSpan.FromSeconds(when);
                        var taken = heap.TryTake(now, out var due);
                        Assert.Equal(model.Count > 0 && model.Values.Min() <= now, taken);
                        if (taken)
                        {
                            Assert.Equal(model.Values.Min(), model[due!]);
                            model.Remove(due!);
                        }

                        break;
                }

                Assert.Equal(model.Count == 0 ? Instant.Never : model.Values.Min(), heap.Earliest);
                Assert.Equal(model.Count, heap.Count);
                Assert.All(deadlines, one => Assert.Equal(model.GetValueOrDefault(one, Instant.Never), one.Due));
            }
        });

    [Fact]
    public void All_that_is_due_comes_out_in_the_order_of_time() =>
        Gen.Int[0, 1000].List[0, 200].Sample(times =>
        {
            var heap = new DeadlineHeap();
            foreach (var time in times)
            {
                heap.Set(new Mark(), TimeSpan.FromSeconds(time));
            }

            var taken = new List<TimeSpan>();
            while (heap.Earliest is var earliest && heap.TryTake(TimeSpan.FromSeconds(1000), out _))
            {
                taken.Add(earliest);
            }

            return taken.SequenceEqual(times.Order().Select(time => TimeSpan.FromSeconds(time)));
        });

    [Fact]
    public void Nothing_is_due_before_its_time()
    {
        var heap = new DeadlineHeap();
        var deadline = new Mark();
        heap.Set(deadline, TimeSpan.FromSeconds(5));

        Assert.False(heap.TryTake(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1), out _));
        Assert.True(heap.TryTake(TimeSpan.FromSeconds(5), out var taken));
        Assert.Same(deadline, taken);
        Assert.False(heap.TryTake(TimeSpan.FromDays(1000), out _));
    }

    [Fact]
    public void Removing_what_is_not_there_changes_nothing()
    {
        var heap = new DeadlineHeap();
        var deadline = new Mark();
        heap.Remove(deadline);
        heap.Set(deadline, Instant.Never);

        Assert.Equal(Instant.Never, heap.Earliest);
        Assert.Equal(0, heap.Count);
    }

    [Fact]
    public void What_is_removed_is_let_go_but_for_a_few()
    {
        var heap = new DeadlineHeap();
        var removed = Enumerable.Range(0, 1000).Select(second => SetAndRemove(heap, second)).ToList();
        GC.Collect();

        Assert.InRange(removed.Count(static one => one.IsAlive), 0, 64);
        GC.KeepAlive(heap);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference SetAndRemove(DeadlineHeap heap, int second)
    {
        var deadline = new Mark();
        heap.Set(deadline, TimeSpan.FromSeconds(second));
        heap.Remove(deadline);
        return new(deadline);
    }

    private sealed class Mark : Deadline;
}
