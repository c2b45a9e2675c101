using System.Runtime.InteropServices;
using Vahta.Deadlines;
using Vahta.Graph;
using Vahta.Supervision;

namespace Vahta.Units;

/// <summary>One unit: what the program says of it, where it stands in the graph, and what it is doing.</summary>
internal sealed partial class Unit
{
    /// <summary>What stands between a group's name and its member's.</summary>
    public const char Separator = '/';

    /// <summary>That a unit is not among those that are being drawn or ordered.</summary>
    public const int Unmarked = -1;

    private static readonly TimeLimit s_startWithin = TimeLimit.Seconds(30);
    private static readonly TimeLimit s_stopWithin = TimeLimit.Seconds(10);
    private static readonly TimeLimit s_drainWithin = TimeLimit.Seconds(10);

    private List<Declaration>? _declarations;
    private Edge? _lastNeed;
    private Edge? _lastDependent;
    private UnitTimes _times;
    private UnitExtras? _extras;

    // A public enum, which here has not the room of a number.
    private byte _state;

    public Unit(string name, UnitBody body, Group? group = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!UnitName.IsValid(name))
        {
            throw new ArgumentException($"'{name}' cannot name a unit. Use letters, digits, dots, underscores and hyphens.", nameof(name));
        }

        Name = group is null ? name : $"{group.Node.Name}{Separator}{name}";
        Body = body;
        Group = group;
        (body as GroupBody)?.Join(this);
    }

    // the program's; fixed once the unit has joined the graph
    public string Name { get; }

    public UnitBody Body { get; }

    /// <summary>The handle the program holds.</summary>
    public UnitHandle? Handle { get; set; }

    public UnitKind Kind => Body.Kind;

    public UnitSettings Settings { get; private set; } = UnitSettings.Default;

    public ReadOnlySpan<Declaration> Declarations => CollectionsMarshal.AsSpan(_declarations);

    /// <summary>The group it is a member of; null at the top.</summary>
    public Group? Group { get; }

    /// <summary>The group whose node this is; null for a unit.</summary>
    public Group? Inner => (Body as GroupBody)?.Group;

    /// <summary>Whether it, or a group around it, starts by request only.</summary>
    public bool IsManual => Settings.IsManual || Group?.Node.IsManual == true;

    /// <summary>Itself, or where it is a group's node, the units in that.</summary>
    public IEnumerable<Unit> Units => Inner is null ? [this] : Inner.Units;

    public RestartPolicy RestartPolicy => Settings.Restarts ?? Group?.MembersPolicy ?? RestartPolicy.Never;

    public TimeSpan? Watchdog => Settings.Watchdog?.Value;

    /// <summary>Where it is a group's node, itself and the nodes of the groups within.</summary>
    public IEnumerable<Unit> Nodes => Inner is null ? [] : Inner.Members.SelectMany(static member => member.Nodes).Append(this);

    /// <summary>Itself, and the nodes of the groups around it, from the inside out.</summary>
    public UnitWithGroups WithGroups => new(this);

    /// <summary>Whether it is that unit, or in the group whose node that is.</summary>
    public bool IsOf(Unit member) => this == member || (member.Inner is { } group && IsIn(group));

    public bool IsIn(Group group) => Group is not null && (Group == group || Group.Node.IsIn(group));

    /// <summary>Whether its failures, or those of a group around it, stop nobody else.</summary>
    public bool IgnoresFailure => Settings.IgnoresFailure || Group?.Node.IgnoresFailure == true;

    public TimeSpan StartWithin => (Settings.StartWithin ?? s_startWithin).Value;

    public TimeSpan StopWithin => (Settings.StopWithin ?? s_stopWithin).Value;

    /// <summary>What it asks for in order to stop: what serves first drains, and then ends what is still in flight.</summary>
    public TimeSpan Grace => Kind is UnitKind.Pool or UnitKind.WebServer ? Drain.Plus(StopWithin) : StopWithin;

    /// <summary>How long it drains: it takes more for a while, and then works on what it has.</summary>
    public TimeSpan Drain => DrainDelay.Plus(DrainWithin);

    public TimeSpan DrainDelay => Settings.DrainDelay?.Value ?? TimeSpan.Zero;

    public TimeSpan DrainWithin => (Settings.DrainWithin ?? s_drainWithin).Value;

    // the graph's, under the dispatcher's lock
    public int Index { get; set; }

    /// <summary>While units are being ordered, how many of its needs have no place yet, or that it is one of some; while edges are being drawn, which of them leads here.</summary>
    public int Mark { get; set; } = Unmarked;

    public bool HasJoined { get; set; }

    public Edges Needs => new(_lastNeed, EdgeSide.Needs);

    public Edges Dependents => new(_lastDependent, EdgeSide.Dependents);

    // the supervisor's, under the dispatcher's lock
    public UnitState State
    {
        get => (UnitState)_state;
        set => _state = (byte)value;
    }

    public UnitWish Wish { get; set; }

    public UnitRun? Run { get; set; }

    public int Runs { get; set; }

    public ref UnitTimes Times => ref _times;

    /// <summary>Since when it has been in its state.</summary>
    public TimeSpan Since => _times.Of(State) ?? SkippedAt ?? TimeSpan.Zero;

    // the start sequence's, under the dispatcher's lock
    public int Unmet { get; set; }

    public bool IsAvailable { get; set; }

    public bool IsAwaited { get; set; }

    /// <summary>Whether it is counted as work.</summary>
    public bool IsCounted { get; set; }

    // the stop sequence's, under the dispatcher's lock
    public bool IsFalling { get; set; }

    public int Holders { get; set; }

    /// <summary>Its place among the units whose parts of the stop have been measured.</summary>
    public int Measured { get; set; }

    /// <summary>Whether a run is going on that somebody still waits for.</summary>
    public bool IsLive => State is UnitState.Starting or UnitState.Running or UnitState.Stopping;

    /// <summary>Whether it lasts until it is told to stop: its end by itself is not what others wait for.</summary>
    public bool IsLasting => Kind is UnitKind.Task or UnitKind.Schedule or UnitKind.Pool or UnitKind.HostedService or UnitKind.WebServer;

    /// <summary>Whether it counts as work that keeps a finished application from ending.</summary>
    public bool IsWork => Kind is not (UnitKind.Lifespan or UnitKind.Group)
        && (Kind != UnitKind.Pool || Body.HoldsItems)
        && Wish != UnitWish.Unasked
        && (Comeback is not null || !(State is UnitState.Completed or UnitState.Failed or UnitState.Skipped or UnitState.Abandoned || (State == UnitState.Stopped && RetiredBy is not null)));

    public void Say(Func<UnitSettings, UnitSettings> word)
    {
        RefuseOnceJoined();
        Settings = word(Settings);
    }

    public void Declare(Declaration declaration)
    {
        RefuseOnceJoined();
        (_declarations ??= new(1)).Add(declaration);
    }

    /// <summary>Draws an edge to what it needs.</summary>
    public void Connect(Unit need, EdgeKind kind)
    {
        var edge = new Edge(need, this, kind);
        _lastNeed = Needs.Append(edge);
        need._lastDependent = need.Dependents.Append(edge);
    }

    /// <summary>Forgets its edges to what it needs.</summary>
    public void ForgetNeeds()
    {
        foreach (var edge in Needs)
        {
            edge.Need._lastDependent = edge.Need.Dependents.Remove(edge);
        }

        _lastNeed = null;
    }

    /// <summary>Forgets one of its edges to what it needs, which is going for good.</summary>
    public void ForgetNeed(Edge edge) => _lastNeed = Needs.Remove(edge);

    /// <summary>Forgets its edges to those that need it, which have forgotten theirs.</summary>
    public void ForgetDependents() => _lastDependent = null;

    /// <summary>Forgets all its edges. Those at the other end must do the same.</summary>
    public void ForgetEdges() => _lastNeed = _lastDependent = null;

    public override string ToString() => $"{Name} ({State})";

    private void RefuseOnceJoined()
    {
        if (Inner is null ? HasJoined : Units.Any(static unit => unit.HasJoined))
        {
            throw new InvalidOperationException($"Unit '{Name}' is {Handle?.State ?? State} and can no longer be redefined. Say everything before it is started.");
        }
    }
}
