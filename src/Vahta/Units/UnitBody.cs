namespace Vahta.Units;

/// <summary>What a kind of unit does: the calls into the user's code that make up a run.</summary>
internal abstract class UnitBody
{
    public abstract UnitKind Kind { get; }

    /// <summary>The user's code, to name where a call sits that has not returned.</summary>
    public abstract Delegate? Code { get; }

    /// <summary>Calls the user's code: a task's or job's work, a lifespan's setup. The task is kept, since the await diagnosis walks it.</summary>
    public abstract Task Start(UnitContext context);

    /// <summary>When a schedule runs next; null for every other kind. Under the dispatcher's lock.</summary>
    public virtual DateTimeOffset? NextRun => null;

    /// <summary>Calls a lifespan's teardown.</summary>
    public virtual Task Close(UnitContext context) => Task.CompletedTask;
}
