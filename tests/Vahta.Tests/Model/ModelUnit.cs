namespace Vahta.Tests.Model;

/// <summary>Something that will happen at a time, unless it is taken back.</summary>
internal sealed class Step(TimeSpan at, (int? Unit, int Number) key, Action take)
{
    public TimeSpan At => at;

    /// <summary>Whose step it is, and its how many-th.</summary>
    public (int? Unit, int Number) Key => key;

    public void Take() => take();
}

/// <summary>What a unit's one deadline is for.</summary>
internal enum Deadline
{
    None,
    Start,
    Grace,
    Abandonment,
}

/// <summary>A unit as the model sees it.</summary>
internal sealed class ModelUnit(int index, UnitPlan plan)
{
    public int Index => index;

    public UnitPlan Plan => plan;

    /// <summary>How many steps have been its.</summary>
    public int Steps { get; set; }

    public UnitState State { get; set; }

    public List<Moment> Moments { get; } = [];

    public List<ModelEdge> Needs { get; } = [];

    public List<ModelEdge> Dependents { get; } = [];

    /// <summary>Whether the start still waits for it.</summary>
    public bool IsAwaited { get; set; } = true;

    // its run: what its code is doing, and what has come of it
    public bool IsQueued { get; set; }

    public Act? Doing { get; set; }

    public Step? DoingEnds { get; set; }

    /// <summary>Its code has ended well, and nobody has looked at it yet.</summary>
    public bool HasFinished { get; set; }

    public bool IsUp { get; set; }

    public bool IsClosing { get; set; }

    public bool WasLateToStart { get; set; }

    public int Setups { get; set; }

    public int Teardowns { get; set; }

    // how urgently it was asked to end, and what of that its code has seen
    public Urgency Asked { get; set; }

    public Urgency Seen { get; set; }

    // its deadline
    public Deadline Deadline { get; set; }

    public Step? Due { get; set; }

    public TimeSpan AbortWait { get; set; }

    // the stop
    public bool IsFalling { get; set; }

    public bool HadItsTurn { get; set; }

    public ModelShare Own { get; set; }

    public ModelChain Chain { get; set; }

    public bool IsLive => State is UnitState.Starting or UnitState.Running or UnitState.Stopping;

    public bool IsWork => plan.Kind != UnitKind.Lifespan && State is not (UnitState.Completed or UnitState.Failed or UnitState.Skipped or UnitState.Abandoned);

    /// <summary>Ready, and so is all it needs.</summary>
    public bool IsAvailable => State is UnitState.Running or UnitState.Completed && !IsFalling && Needs.TrueForAll(static edge => edge.IsMet);

    /// <summary>It will not come, nor what it needed while it was completed.</summary>
    public bool IsLost => State is UnitState.Failed or UnitState.Abandoned or UnitState.Skipped
        || (State == UnitState.Completed && Needs.Exists(static edge => edge.Follows && edge.Need.IsLost));
}

/// <summary>An edge as the model sees it; one that only orders has no kind.</summary>
internal sealed class ModelEdge(ModelUnit need, ModelUnit dependent, Dependency? kind)
{
    public ModelUnit Need => need;

    public ModelUnit Dependent => dependent;

    public bool IsNeed => kind is not null;

    public bool Follows => kind is Dependency.Required or Dependency.Bound;

    public bool IsMet { get; set; }

    /// <summary>Whether the need waits for the dependent to land, as both go down.</summary>
    public bool Holds { get; set; }

    /// <summary>What does not follow its need stays met once it was, unless it goes down with it.</summary>
    public bool IsMetNow => need.IsAvailable
        || (!Follows && (need.IsLost || (IsMet && !(need.IsFalling && dependent.IsFalling))))
        || (!IsNeed && need.State == UnitState.Stopped);
}
