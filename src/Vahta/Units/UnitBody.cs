using Vahta.Supervision;

namespace Vahta.Units;

/// <summary>What a kind of unit does: the calls into the user's code that make up a run.</summary>
internal abstract class UnitBody
{
    public abstract UnitKind Kind { get; }

    /// <summary>The user's code, to name where a call sits that has not returned.</summary>
    public abstract Delegate? Code { get; }

    /// <summary>Whether it is held after its start, and torn down by a call of its own.</summary>
    public virtual bool HasTeardown => false;

    /// <summary>Whether its teardown only waits for what it was told to end: then that is hurried as a body is.</summary>
    public virtual bool OnlyWaitsToEnd => false;

    /// <summary>Calls the user's code: a task's or job's work, a lifespan's setup. The task is kept, since the await diagnosis walks it.</summary>
    public abstract Task Start(UnitContext context);

    /// <summary>As <see cref="Start(UnitContext)"/>; code that takes no context costs none.</summary>
    public virtual Task Start(UnitRun run) => Start(run.Context);

    /// <summary>Where a run's start calls nobody, and so needs no call of its own: it is started, in the turn. Else it is not, and false is returned.</summary>
    public virtual bool TryStartAtOnce(UnitRun run) => false;

    /// <summary>What the unit's code is doing just now, where its own task does not say: a task that is pending, and whether it is inside a call that has not returned one.</summary>
    public virtual (Task? Task, bool IsInCall) InFlight => default;

    /// <summary>Whether it holds items to work on: what makes a pool work that keeps a finished application from ending.</summary>
    public virtual bool HoldsItems => false;

    /// <summary>It is the body of a unit, from here on.</summary>
    public virtual void Join(Unit unit, Engine engine)
    {
    }

    /// <summary>A run that was to begin does not. Returns how many items were accepted for it.</summary>
    public virtual int Discard() => 0;

    /// <summary>When a schedule runs next; null for every other kind. Under the dispatcher's lock.</summary>
    public virtual DateTimeOffset? NextRun => null;

    /// <summary>Calls the teardown of what has one.</summary>
    public virtual Task Close(UnitContext context) => Task.CompletedTask;

    /// <summary>As <see cref="Close(UnitContext)"/>; code that takes no context costs none.</summary>
    public virtual Task Close(UnitRun run) => Close(run.Context);

    /// <summary>Whether the failures of the task that a run's teardown returned are told already.</summary>
    public virtual bool HasTold(UnitRun run, Task ended) => false;

    /// <summary>The context of an earlier call of a run, before the user's code changed anything in it: another needs no new one. Null where none was kept.</summary>
    public virtual ExecutionContext? KeptContext(UnitRun run) => null;
}
