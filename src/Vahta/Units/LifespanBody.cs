using System.Diagnostics.CodeAnalysis;

namespace Vahta.Units;

/// <summary>A lifespan: sets up a value, holds it, tears it down. However it is written, the setup's end is its readiness.</summary>
internal abstract class LifespanBody<T> : UnitBody
{
    // Written before the unit is ready and after it has stopped, read by anyone in between.
    private volatile Held? _held;

    public override UnitKind Kind => UnitKind.Lifespan;

    public override bool HasTeardown => true;

    public override Task Start(UnitContext context) => SetUpAsync(context);

    public override Task Close(UnitContext context) => TearDownAsync(context);

    public bool TryGetValue([MaybeNullWhen(false)] out T value)
    {
        var held = _held;
        value = held is null ? default : held.Value;
        return held is not null;
    }

    protected abstract Task<T> OpenAsync(UnitContext context);

    protected abstract Task CloseAsync(T value, UnitContext context);

    private async Task SetUpAsync(UnitContext context) => _held = new(await OpenAsync(context));

    private async Task TearDownAsync(UnitContext context)
    {
        var value = _held!.Value;
        try
        {
            await CloseAsync(value, context);
        }
        finally
        {
            _held = null;
        }
    }

    private sealed record Held(T Value);
}
