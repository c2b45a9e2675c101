using System.Runtime.ExceptionServices;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Pools;

/// <summary>A pool's queue, and what works it during a run.</summary>
internal sealed class PoolBody<T>(Func<T, UnitContext, CancellationToken, Task> handler, Delegate code, PoolOptions options) : UnitBody
{
    private Engine? _engine;
    private Unit? _unit;

    // written when a run begins
    private volatile PoolRun<T>? _run;

    public override UnitKind Kind => UnitKind.Pool;

    public override Delegate Code => code;

    public override (Task? Task, bool IsInCall) InFlight => _run?.InFlight ?? default;

    public override bool HoldsItems => Intake.HoldsItems;

    public Intake<T> Intake { get; } = new(options.Workers, options.Capacity);

    public PoolOptions Options => options;

    public Func<T, UnitContext, CancellationToken, Task> Handler => handler;

    /// <summary>What an item is called where it is told of.</summary>
    public Func<T, long, string> NameOf { get; init; } = static (_, number) => $"item {number}";

    public Func<T, Exception, CancellationToken, Task>? Failed { get; set; }

    public Func<IReadOnlyList<T>, CancellationToken, Task>? LeftOver { get; set; }

    public override void Join(Unit unit, Engine engine) => (_unit, _engine) = (unit, engine);

    public override async Task Start(UnitContext context)
    {
        var run = new PoolRun<T>(this, context, _engine!);
        _run = run;
        await run.LiveAsync();
    }

    public override int Discard()
    {
        Release(Intake.Close());
        return HandBack(Intake.TakeRest(out _)).Count;
    }

    /// <summary>What was not begun, once those who wait for its end know.</summary>
    public IReadOnlyList<T> HandBack(IReadOnlyList<PoolItem<T>> rest)
    {
        foreach (var waiter in rest.Select(static item => item.Waiter).OfType<ItemWaiter>())
        {
            waiter.IsLeftOver = true;
            _engine!.Complete(waiter);
        }

        return [.. rest.Select(static item => item.Value)];
    }

    public bool TryPost(T item)
    {
        var isAccepted = Intake.TryAdd(item, out var change);
        Follow(change);
        return isAccepted;
    }

    public ValueTask PostAsync(T item, CancellationToken cancellationToken) => PostAsync(item, null, cancellationToken);

    /// <summary>Leaves an item, and waits for its end.</summary>
    public async Task RunAsync(T item, CancellationToken cancellationToken)
    {
        var waiter = new ItemWaiter();
        await PostAsync(item, waiter, cancellationToken);
        await waiter.Task.WaitAsync(cancellationToken);
        if (waiter.Failure.Count > 0)
        {
            ExceptionDispatchInfo.Throw(waiter.Failure[0]);
        }

        if (waiter.IsLeftOver)
        {
            throw new OperationCanceledException($"Pool '{_unit!.Name}' had to stop before the item had begun, and handed it back.");
        }
    }

    private ValueTask PostAsync(T item, ItemWaiter? waiter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var posting = Intake.Add(item, waiter, out var isRefused, out var change);
        Follow(change);
        return posting is not null ? new(WaitAsync(posting, cancellationToken)) : isRefused ? throw Refusal() : default;
    }

    /// <summary>Their waiting for room is over.</summary>
    public void Release(IReadOnlyList<Posting<T>> postings)
    {
        foreach (var posting in postings)
        {
            _engine!.Complete(posting);
        }
    }

    /// <summary>Does what a step of the queue asks for.</summary>
    public void Follow(IntakeChange change)
    {
        if (change.IsWorkChanged)
        {
            _engine!.CountItems(_unit!);
        }

        for (var more = change.Workers; more > 0; more--)
        {
            _run!.AddWorker();
        }
    }

    private async Task WaitAsync(Posting<T> posting, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(static state => ((Waiting)state!).Cancel(), new Waiting(this, posting)))
        {
            await posting.Task;
        }

        switch (posting.End)
        {
            case PostingEnd.Cancelled:
                throw new OperationCanceledException($"The wait for room in pool '{_unit!.Name}' was cancelled; nothing of the item is left behind.", cancellationToken);
            case PostingEnd.Refused:
                throw Refusal();
        }
    }

    private InvalidOperationException Refusal() =>
        new($"Pool '{_unit!.Name}' is {_unit.State} and accepts nothing. Post only from units that come after it: .After(\"{_unit.Name}\").");

    private sealed record Waiting(PoolBody<T> Body, Posting<T> Posting)
    {
        public void Cancel()
        {
            if (Body.Intake.Cancel(Posting))
            {
                Body._engine!.Complete(Posting);
            }
        }
    }
}
