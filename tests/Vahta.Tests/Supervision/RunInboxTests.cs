using Vahta.Supervision;

namespace Vahta.Tests.Supervision;

public sealed class RunInboxTests
{
    [Fact]
    public void Who_told_first_is_minded_first()
    {
        var inbox = new RunInbox();
        var runs = Runs(3);
        Array.ForEach(runs, inbox.Add);

        Assert.Equal([1, 2, 3], Taken(inbox).Select(static run => run.Number));
        Assert.True(inbox.IsEmpty);
    }

    // Each is minded at any time after it was left, also before whoever leaves it knows that.
    [Fact]
    public void However_many_tell_again_and_again_while_others_are_minded_no_news_is_lost()
    {
        const int Tellers = 3;
        var inbox = new RunInbox();
        var runs = Runs(Tellers * 64);
        var telling = Tellers;

        Parallel.Invoke([.. runs.Chunk(64).Select(own => (Action)(() => Tell(own))), Mind]);
        Mind();

        Assert.All(runs, static run => Assert.Equal(RunNews.None, run.TakeNews()));

        void Tell(UnitRun[] own)
        {
            for (var times = 0; times < 5_000_000; times++)
            {
                if (own[times % own.Length].AddNews(RunNews.Over, TimeSpan.Zero))
                {
                    inbox.Add(own[times % own.Length]);
                }
            }

            Interlocked.Decrement(ref telling);
        }

        void Mind()
        {
            do
            {
                foreach (var run in Taken(inbox))
                {
                    run.TakeNews();
                }
            }
            while (Volatile.Read(ref telling) > 0);
        }
    }

    private static IEnumerable<UnitRun> Taken(RunInbox inbox)
    {
        while (inbox.TryTake(out var run))
        {
            yield return run;
        }
    }

    private static UnitRun[] Runs(int count)
    {
        var options = new DispatcherOptions();
        var dispatcher = new Dispatcher(options);
        var supervisor = new Supervisor(new Engine(dispatcher, options, static () => { }), null!);
        var unit = dispatcher.AddTask("unit", static _ => Task.CompletedTask).Unit;
        return [.. Enumerable.Range(1, count).Select(number => new UnitRun(unit, number, supervisor))];
    }
}
