namespace Vahta.Units;

/// <summary>A lifespan written as an async iterator: setup, one <c>yield</c>, teardown.</summary>
internal sealed class IteratorLifespan<T> : LifespanBody<T>
{
    private readonly Func<UnitContext, IAsyncEnumerable<T>> _iterator;
    private IAsyncEnumerator<T>? _running;

    public IteratorLifespan(Func<UnitContext, IAsyncEnumerable<T>> iterator)
    {
        ArgumentNullException.ThrowIfNull(iterator);
        _iterator = iterator;
    }

    public override Delegate Code => _iterator;

    protected override async Task<T> OpenAsync(UnitContext context)
    {
        var iterator = _iterator(context) ?? throw new InvalidOperationException($"The iterator of lifespan '{context.Name}' is null. Return an async iterator that yields once.");
        var running = iterator.GetAsyncEnumerator(context.Stopping);
        if (await MovesAsync(running))
        {
            _running = running;
            return running.Current;
        }

        await running.DisposeAsync();
        context.Stopping.ThrowIfCancellationRequested();
        throw new InvalidOperationException(
            $"Lifespan '{context.Name}' ended without a yield. Yield exactly once: what stands before is its setup, what stands after its teardown.");
    }

    protected override async Task CloseAsync(T value, UnitContext context)
    {
        var running = _running!;
        _running = null;
        bool yieldedAgain;
        try
        {
            yieldedAgain = await running.MoveNextAsync();
        }
        finally
        {
            // Also runs the finally blocks behind a second yield.
            await running.DisposeAsync();
        }

        if (yieldedAgain)
        {
            throw new InvalidOperationException(
                $"Lifespan '{context.Name}' yielded a second time. Yield exactly once: what stands before is its setup, what stands after its teardown.");
        }
    }

    // An iterator that throws has run its own finally blocks, and has nothing left to tear down.
    private static async Task<bool> MovesAsync(IAsyncEnumerator<T> running)
    {
        try
        {
            return await running.MoveNextAsync();
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }
}
