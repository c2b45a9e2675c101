namespace Vahta.Units;

/// <summary>A task or a job written as a delegate.</summary>
internal sealed class WorkBody : UnitBody
{
    private readonly Func<CancellationToken, Task>? _simple;
    private readonly Func<UnitContext, CancellationToken, Task>? _full;

    public WorkBody(UnitKind kind, Func<CancellationToken, Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Kind = kind;
        _simple = work;
    }

    public WorkBody(UnitKind kind, Func<UnitContext, CancellationToken, Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Kind = kind;
        _full = work;
    }

    public override UnitKind Kind { get; }

    public override Delegate Code => (Delegate?)_simple ?? _full!;

    public override Task Start(UnitContext context) =>
        Returned.Task(_simple is null ? _full!(context, context.Stopping) : _simple(context.Stopping), context.Name, "body");
}
