using Vahta.Deadlines;
using Vahta.Events;
using Vahta.Loops;
using Vahta.Pools;
using Vahta.Resources;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.CoyoteTests;

/// <summary>The core's objects that several threads use at once, each by itself.</summary>
public sealed class ConcurrentObjectsTests
{
    [Fact]
    public void A_race_that_is_there_is_found() => Assert.Contains("Expected: 2", Explore.FirstBug(100, async () =>
    {
        var counter = new TornCounter();

        await World.Run(counter.Increment, counter.Increment);

        Assert.Equal(2, counter.Count);
    }));

    [Fact]
    public void What_is_owned_while_a_run_is_closing_is_closed_once_or_refused() => Explore.Orders(100, async () =>
    {
        var owned = new OwnedResources();
        var resources = new Resource[3];
        var failures = new List<Exception>();
        Add(0);

        var closing = Task.Run(() => owned.CloseAsync(failures));
        var adding = Task.Run(() => (Add(1), Add(2)));
        await closing;
        var (first, second) = await adding;

        Assert.Equal([1, first ? 1 : 0, second ? 1 : 0], resources.Select(resource => resource.Closed));
        Assert.Empty(failures);
        Assert.False(owned.TryAdd(new Resource()));

        bool Add(int index) => owned.TryAdd(resources[index] = new());
    });

    [Fact]
    public void A_reader_gets_every_event_once_and_in_order_while_others_tell_leave_and_close() => Explore.Orders(100, async () =>
    {
        var turn = new object();
        var told = new EventStream(reader => reader?.TrySetResult());
        var (staying, leaving) = (told.Open(), told.Open());
        var all = Read(staying);
        var some = Read(leaving);

        await World.Run(Tell, Tell, Leave);
        lock (turn)
        {
            told.Close();
        }

        Assert.Equal([1, 2, 3, 4], await all);
        var left = await some;
        Assert.Equal(Enumerable.Range(1, left.Count).Select(number => (long)number), left);

        void Tell()
        {
            for (var times = 0; times < 2; times++)
            {
                lock (turn)
                {
                    told.Tell(new UnitRemoved(), units: 1);
                }
            }
        }

        void Leave()
        {
            lock (turn)
            {
                told.Leave(leaving);
            }
        }

        static async Task<List<long>> Read(EventQueue queue)
        {
            var numbers = new List<long>();
            await foreach (var happened in queue.ReadAsync(CancellationToken.None))
            {
                numbers.Add(happened.Sequence);
            }

            return numbers;
        }
    });

    [Fact]
    public void A_loop_calls_everything_that_other_threads_post_however_often_it_waits() => Explore.Orders(100, async () =>
    {
        var loop = new LoopCore(null!, new OneTimer(), driver: null, told: null!);
        var called = 0;
        var all = new TaskCompletionSource();

        var running = Task.Run(() => loop.Run(() => all.Task));
        await World.Run(Post, Post);
        await running;

        Assert.Equal(4, called);

        void Post()
        {
            loop.Post(Callback.Of(Call));
            loop.Post(Callback.Of(Call));
        }

        void Call()
        {
            if (++called == 4)
            {
                all.SetResult();
            }
        }
    });

    [Fact]
    public void No_thread_sees_a_token_fired_without_those_less_urgent_and_in_the_end_all_are_whoever_asks_for_what_when() => Explore.Orders(100, async () =>
    {
        var options = World.Options(timePasses: false);
        var dispatcher = new Dispatcher(options);
        var unit = dispatcher.AddTask("unit", _ => Task.CompletedTask).Unit;
        var urgency = new UnitRun(unit, 1, new(new(dispatcher, options, static () => { }), null!)).Urgency;

        await World.Run(
            () => urgency.Ask(UrgencyLevel.Ending),
            () => urgency.Ask(UrgencyLevel.Aborting),
            () => urgency.Ask(UrgencyLevel.Stopping),
            () => Look(UrgencyLevel.Aborting, UrgencyLevel.Stopping),
            () => Look(UrgencyLevel.Stopping, UrgencyLevel.Ending));
        await World.Fires(urgency.TokenOf(UrgencyLevel.Aborting));

        Assert.True(HasFired(UrgencyLevel.Stopping) && HasFired(UrgencyLevel.Ending));

        void Look(UrgencyLevel level, UrgencyLevel before) => Assert.True(!HasFired(level) || HasFired(before), $"{level} without {before}");

        bool HasFired(UrgencyLevel level) => urgency.TokenOf(level).IsCancellationRequested;
    });

    [Fact]
    public void Of_all_who_want_to_be_woken_the_earliest_is_even_if_the_clock_wakes_meanwhile() => Explore.Orders(100, async () =>
    {
        var time = new OneTimer();
        var wanted = new List<TimeSpan>();
        DispatcherClock clock = null!;
        clock = new(time, Look);

        await World.Run(() => Want(3), () => Want(1), () => Want(2), clock.Wake);

        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)), (clock.UntilDue, time.Due));

        void Want(double seconds)
        {
            lock (wanted)
            {
                wanted.Add(TimeSpan.FromSeconds(seconds));
            }

            clock.WakeBy(TimeSpan.FromSeconds(seconds));
        }

        void Look()
        {
            TimeSpan earliest;
            lock (wanted)
            {
                earliest = wanted.Count == 0 ? Instant.Never : wanted.Min();
            }

            clock.WakeBy(earliest);
        }
    });

    [Fact]
    public void Every_item_is_taken_once_and_whoever_waits_for_room_gets_it_whoever_takes_what_when() => Explore.Orders(300, async () =>
    {
        var intake = new Intake<int>(workers: 2, capacity: 1);
        var taken = new List<int>();
        var all = new TaskCompletionSource();
        intake.Open();
        intake.Work();

        var posting = Task.Run(() => PostAsync(1, 2));
        await PostAsync(3, 4);
        await posting;
        await all.Task;

        Assert.Equal([1, 2, 3, 4], taken.Order());

        async Task PostAsync(params int[] items)
        {
            foreach (var item in items)
            {
                var posting = intake.Add(item, null, out var isRefused, out var change);
                Assert.False(isRefused);
                Bring(change);
                if (posting is not null)
                {
                    await posting.Task;
                    Assert.Equal(PostingEnd.Accepted, posting.End);
                }
            }
        }

        void Bring(IntakeChange change)
        {
            for (var more = change.Workers; more > 0; more--)
            {
                _ = Task.Run(Work);
            }
        }

        void Work()
        {
            Bring(intake.Arrive());
            while (intake.TryTake(out var item, out var admitted, out var change))
            {
                lock (taken)
                {
                    taken.Add(item.Value);
                    if (taken.Count == 4)
                    {
                        all.SetResult();
                    }
                }

                foreach (var posting in admitted)
                {
                    posting.TrySetResult();
                }

                Bring(change);
            }
        }
    });

    private sealed class TornCounter
    {
        private readonly Lock _gate = new();
        private int _count;

        public int Count => _count;

        public void Increment()
        {
            int next;
            lock (_gate)
            {
                next = _count + 1;
            }

            lock (_gate)
            {
                _count = next;
            }
        }
    }

    private sealed class Resource : IDisposable
    {
        public int Closed { get; private set; }

        public void Dispose() => Closed++;
    }

    /// <summary>A clock that stands still, and what its one timer was last set to.</summary>
    private sealed class OneTimer : TimeProvider, ITimer
    {
        private long _due;

        public TimeSpan Due => TimeSpan.FromTicks(Volatile.Read(ref _due));

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => this;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Volatile.Write(ref _due, dueTime.Ticks);
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
