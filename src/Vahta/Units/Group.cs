using System.Collections.Immutable;
using Vahta.Supervision;

namespace Vahta.Units;

/// <summary>
/// Units with a supervision strategy of their own, and groups among them. The graph knows its units only: what is said of the group's order is said of each of
/// them. What has to be said of the group itself (its name, its policy, whose member it is) stands on its node.
/// </summary>
internal sealed class Group(Unit node, GroupStrategy? strategy, RestartPolicy? limit)
{
    // the program's
    public Unit Node { get; } = node;

    /// <summary>Who goes with a member that runs again; one with a strategy restarts its members after failures unless they say otherwise.</summary>
    public GroupStrategy Strategy { get; } = strategy ?? GroupStrategy.OneForOne;

    public RestartPolicy? MembersPolicy { get; } = strategy is null ? null : RestartPolicy.OnFailure;

    public RestartPolicy Limit { get; } = limit ?? RestartPolicy.OnFailure;

    public bool IsInOrder { get; set; }

    public GroupCompletion Completion { get; set; }

    // By registration; replaced, never changed, so that anyone may read it.
    private ImmutableSortedDictionary<int, Unit> _members = ImmutableSortedDictionary<int, Unit>.Empty;

    /// <summary>Its units and the nodes of its groups, in the order of registration.</summary>
    public IEnumerable<Unit> Members => _members.Values;

    public bool IsEmpty => _members.IsEmpty;

    // the supervisor's, under the dispatcher's lock
    public GroupEnd End { get; set; }

    private RestartIntensity? Intensity { get; set; }

    /// <summary>Every unit in it, and in the groups within it.</summary>
    public IEnumerable<Unit> Units => Members.SelectMany(static member => member.Units);

    public void Add(Unit member) => _members = _members.Add(member.Index, member);

    public void Remove(Unit member) => _members = _members.Remove(member.Index);

    /// <summary>Counts a member's restart after a failure, if it is within the group's own limit.</summary>
    public bool Admit(TimeSpan now) => Limit.KeepTrying || (Intensity ??= RestartIntensity.Of(Limit)).Admit(now);

    /// <summary>One of its units was asked for: it has not ended.</summary>
    public void Reopen() => End = GroupEnd.None;

    /// <summary>Its units come back as a whole.</summary>
    public void BeginAnew()
    {
        End = GroupEnd.None;
        foreach (var member in Members)
        {
            member.Inner?.BeginAnew();
        }
    }

    /// <summary>Since when all of its units have been ready in their latest runs; null where one was not.</summary>
    public TimeSpan? ReadySince => Asked.All(static unit => unit.Times.Ready is not null) ? Asked.Max(static unit => unit.Times.Ready) : null;

    // What starts by request only holds nobody up until somebody asks.
    private IEnumerable<Unit> Asked => Units.Where(static unit => unit.Wish != UnitWish.Unasked);

    /// <summary>Whether the completion of an essential member is the group's.</summary>
    public bool IsCompletedBy(Unit member) => member.Settings.IsEssential
        && (Completion == GroupCompletion.AnyEssential || Members.All(static other => !other.Settings.IsEssential || (other.Inner?.End == GroupEnd.Completed || other.State == UnitState.Completed)));

    public void ForgetFailures()
    {
        Intensity?.Clear();
        End = End == GroupEnd.Failed ? GroupEnd.None : End;
    }

    /// <summary>What it is doing, read off its units.</summary>
    public UnitState State
    {
        get
        {
            var units = Asked.ToList();
            return units.Exists(static unit => unit.State == UnitState.Stopping) ? UnitState.Stopping
                : End == GroupEnd.Failed ? UnitState.Failed
                : End == GroupEnd.Completed ? UnitState.Completed
                : units.Exists(static unit => unit.Comeback is not null) ? UnitState.Restarting
                : units.Exists(static unit => unit.State == UnitState.Starting) ? UnitState.Starting
                : units.Count == 0 || units.Exists(static unit => unit.State == UnitState.Pending) ? UnitState.Pending
                : units.Exists(static unit => unit.State == UnitState.Running) ? UnitState.Running
                : units.Exists(static unit => unit.State is UnitState.Failed or UnitState.Abandoned) ? UnitState.Failed
                : units.TrueForAll(static unit => unit.State == UnitState.Completed) ? UnitState.Completed
                : units.TrueForAll(static unit => unit.State == UnitState.Skipped) ? UnitState.Skipped
                : UnitState.Stopped;
        }
    }
}
