namespace Vahta.Units;

/// <summary>A lifespan written as a factory; torn down by a delegate, or by disposing what the factory made.</summary>
internal sealed class OpenCloseLifespan<T> : LifespanBody<T>
{
    private readonly Func<UnitContext, CancellationToken, Task<T>> _open;
    private readonly Func<T, CancellationToken, Task> _close;

    public OpenCloseLifespan(Func<UnitContext, CancellationToken, Task<T>> open, Func<T, CancellationToken, Task> close, Delegate code)
    {
        _open = open;
        _close = close;
        Code = code;
    }

    public override Delegate Code { get; }

    /// <summary>Disposes a value, preferring the asynchronous way; a value that is not disposable needs no teardown.</summary>
    public static async Task DisposeAsync(T value, CancellationToken aborting)
    {
        switch (value)
        {
            case IAsyncDisposable resource:
                await resource.DisposeAsync();
                break;
            case IDisposable resource:
                resource.Dispose();
                break;
        }
    }

    protected override async Task<T> OpenAsync(UnitContext context)
    {
        var opening = Returned.Task(_open(context, context.Stopping), context.Name, "open");
        await SeveralFailures.KeepAsync(opening);
        return await opening;
    }

    protected override async Task CloseAsync(T value, UnitContext context)
    {
        var closing = Returned.Task(_close(value, context.Aborting), context.Name, "close");
        await SeveralFailures.KeepAsync(closing);
    }
}
