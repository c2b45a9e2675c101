using Vahta.Supervision;

namespace Vahta.Units;

/// <summary>A task or a job written as a delegate.</summary>
internal sealed class WorkBody : UnitBody
{
    // Of one of the two forms: a unit is idle most of its life, and its room is what counts.
    private readonly Delegate _work;

    public WorkBody(UnitKind kind, Func<CancellationToken, Task> work)
        : this(kind, (Delegate)work)
    {
    }

    public WorkBody(UnitKind kind, Func<UnitContext, CancellationToken, Task> work)
        : this(kind, (Delegate)work)
    {
    }

    private WorkBody(UnitKind kind, Delegate work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Kind = kind;
        _work = work;
    }

    public override UnitKind Kind { get; }

    public override Delegate Code => _work;

    public override Task Start(UnitRun run) => _work is Func<CancellationToken, Task> ? Call(null, run.Urgency.TokenOf(UrgencyLevel.Stopping), run.Unit.Name) : Start(run.Context);

    public override Task Start(UnitContext context) => Call(context, context.Stopping, context.Name);

    private Task Call(UnitContext? context, CancellationToken stopping, string name) =>
        Returned.Task(_work is Func<CancellationToken, Task> simple ? simple(stopping) : ((Func<UnitContext, CancellationToken, Task>)_work)(context!, stopping), name, "body");
}
