using Vahta.Pools;
using Vahta.Units;

namespace Vahta;

/// <summary>
/// A bounded queue worked by several handlers, as the program holds it: where units, requests and everyone else leave work that must outlive them.
/// <list type="bullet">
/// <item>It accepts while it is ready, until its own turn to stop comes; those that post to it come after it, and so stop before.</item>
/// <item>An accepted item is handled once, or, where the stop comes first, handed back. Its token is its own: it does not fire with the poster's.</item>
/// <item>At its turn it refuses, works on for <c>DrainWithin</c>, hands back what it has not begun, and gives what is in flight its <c>StopWithin</c>.</item>
/// </list>
/// </summary>
public sealed class Pool<T> : UnitHandle
{
    private readonly PoolBody<T> _body;

    internal Pool(Unit unit, PoolBody<T> body)
        : base(unit) =>
        _body = body;

    /// <summary>How many items wait to be begun.</summary>
    public int Queued => _body.Intake.Queued;

    /// <summary>How many items are being worked on.</summary>
    public int Active => _body.Intake.Active;

    /// <summary>Leaves an item, if the pool accepts and there is room; never waits.</summary>
    public bool TryPost(T item) => _body.TryPost(item);

    /// <summary>Leaves an item, and waits for room where there is none: back-pressure. Those that wait are accepted in the order they came.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the waiting, and then nothing of the item is left behind. Once accepted an item is worked on, whatever this says.</param>
    /// <exception cref="InvalidOperationException">The pool is not ready, or stops.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public ValueTask PostAsync(T item, CancellationToken cancellationToken = default) => _body.PostAsync(item, cancellationToken);

    /// <summary>
    /// Leaves an item as <see cref="PostAsync"/> does, and returns when it has been handled. Whoever waits is told how it failed, and nobody else: no event, no <see cref="OnFailed"/>, nothing
    /// that counts for <c>FailAfter</c>.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the waiting only: an item that was accepted is worked on all the same.</param>
    /// <exception cref="InvalidOperationException">The pool is not ready, or stops.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended; or the pool had to stop before the item had begun, and handed it back.</exception>
    /// <exception cref="Exception">The item failed, after its last try: its own exception.</exception>
    public Task RunAsync(T item, CancellationToken cancellationToken = default) => _body.RunAsync(item, cancellationToken);

    /// <summary>
    /// Has a handler called once for each item that failed, after its last try, with what it threw. What this handler throws is told as the item's, too. Returns the pool.
    /// </summary>
    /// <exception cref="InvalidOperationException">The pool has already been started.</exception>
    public Pool<T> OnFailed(Func<T, Exception, CancellationToken, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Unit.Say(static settings => settings);
        _body.Failed = handler;
        return this;
    }

    /// <summary>Has a handler called with the items that were accepted and not begun when the pool had to stop, if there are any; its token fires when the pool's time is up. Returns the pool.</summary>
    /// <exception cref="InvalidOperationException">The pool has already been started.</exception>
    public Pool<T> OnLeftOver(Func<IReadOnlyList<T>, CancellationToken, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Unit.Say(static settings => settings);
        _body.LeftOver = handler;
        return this;
    }

    /// <summary>How long the pool goes on working through its queue once it has to stop, before it hands back what it has not begun. Default 10 s; zero hands back at once. Returns the pool.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or endless without being <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">The pool has already been started.</exception>
    public Pool<T> DrainWithin(TimeSpan limit)
    {
        var drain = TimeLimit.Of(limit, $"DrainWithin of pool '{Name}'", nameof(limit));
        Unit.Say(settings => settings with { DrainWithin = drain });
        return this;
    }
}
