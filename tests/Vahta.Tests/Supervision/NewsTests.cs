using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Tests.Supervision;

public sealed class NewsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // Whoever has the lock minds the news of others, and a defect of ours met there would be thrown at him, with the lock still his.
    [Fact]
    public async Task A_defect_met_in_news_is_kept_and_told_and_costs_nobody_a_turn()
    {
        var (engine, unit) = Unit(static () => throw new InvalidOperationException("ready"));
        var told = new TaskCompletionSource<string>();
        engine.MetDefect = (met, defect) => told.SetResult($"{met.Name}: {defect.Message}");

        unit.Run!.Execute();

        Assert.Equal("unit: ready", await told.Task.WaitAsync(s_patience, TestContext.Current.CancellationToken));
        Assert.Equal(["ready"], await ErrorsOf(engine));
    }

    [Fact]
    public async Task A_defect_met_while_another_is_told_is_kept_as_well_and_costs_nobody_a_turn()
    {
        var (engine, unit) = Unit(static () => throw new InvalidOperationException("ready"));
        var told = new TaskCompletionSource();
        engine.MetDefect = (_, _) =>
        {
            using var turn = engine.Enter();
            told.SetResult();
            throw new InvalidOperationException("told");
        };

        unit.Run!.Execute();

        await told.Task.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        await BothAreKept().WaitAsync(s_patience, TestContext.Current.CancellationToken);
        Assert.Equal(["ready", "told"], await ErrorsOf(engine));

        async Task BothAreKept()
        {
            while ((await ErrorsOf(engine)).Length < 2)
            {
                await Task.Yield();
            }
        }
    }

    // The turn of the last resort decides nothing, and who was passed over has it seen to by another.
    [Fact]
    public async Task News_left_while_the_last_resort_has_its_turn_are_minded_after_it()
    {
        var ready = new TaskCompletionSource();
        var (engine, unit) = Unit(ready.SetResult);
        using var isTaken = new ManualResetEventSlim();
        using var isTold = new ManualResetEventSlim();
        var last = Task.Run(TakeTheLastTurn, TestContext.Current.CancellationToken);
        isTaken.Wait(TestContext.Current.CancellationToken);

        unit.Run!.Execute();
        Assert.False(ready.Task.IsCompleted);
        isTold.Set();

        await last;
        await ready.Task.WaitAsync(s_patience, TestContext.Current.CancellationToken);

        void TakeTheLastTurn()
        {
            Assert.True(engine.TryEnter(TimeSpan.Zero, out var turn));
            using (turn)
            {
                isTaken.Set();
                isTold.Wait();
            }
        }
    }

    // Whoever kept the lock would be waited for here.
    private static Task<string[]> ErrorsOf(Engine engine) => Task.Run(() =>
    {
        using var turn = engine.Enter();
        return engine.Errors.Select(static error => error.Message).ToArray();
    }).WaitAsync(s_patience);

    // A unit that is just to begin, and a supervisor that tells of it.
    private static (Engine Engine, Unit Unit) Unit(Action becameReady)
    {
        var options = new DispatcherOptions { LoggerFactory = null };
        var dispatcher = new Dispatcher(options);
        var engine = new Engine(dispatcher, options, static () => { });
        var unit = dispatcher.AddTask("unit", static stopping => Task.Delay(Timeout.Infinite, stopping)).Unit;
        unit.State = UnitState.Starting;
        unit.Run = new(unit, 1, new(engine, new Supervised(becameReady)));
        return (engine, unit);
    }

    private sealed class Supervised(Action becameReady) : ISupervised
    {
        public void Called()
        {
        }

        public void BecameReady(Turn turn, Unit unit) => becameReady();

        public void Ended(Turn turn, Unit unit)
        {
        }

        public void EndedLate(Turn turn, Unit unit)
        {
        }
    }
}
