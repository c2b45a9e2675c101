using System.Text.RegularExpressions;
using Vahta.Graph;
using Vahta.Stopping;
using Vahta.Supervision;

namespace Vahta.Units;

/// <summary>One unit: what the program says of it, where it stands in the graph, and what it is doing.</summary>
internal sealed partial class Unit
{
    private static readonly TimeLimit s_startWithin = TimeLimit.Seconds(30);
    private static readonly TimeLimit s_stopWithin = TimeLimit.Seconds(10);

    public Unit(string name, UnitBody body)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!ValidName().IsMatch(name))
        {
            throw new ArgumentException($"'{name}' cannot name a unit. Use letters, digits, dots, underscores and hyphens.", nameof(name));
        }

        Name = name;
        Body = body;
    }

    // the program's; fixed once the unit has joined the graph
    public string Name { get; }

    public UnitBody Body { get; }

    /// <summary>The handle the program holds.</summary>
    public UnitHandle? Handle { get; set; }

    public UnitKind Kind => Body.Kind;

    public UnitSettings Settings { get; private set; } = UnitSettings.Default;

    public List<Declaration> Declarations { get; } = [];

    public TimeSpan StartWithin => (Settings.StartWithin ?? s_startWithin).Value;

    public TimeSpan StopWithin => (Settings.StopWithin ?? s_stopWithin).Value;

    // the graph's, under the dispatcher's lock
    public int Index { get; set; }

    public bool HasJoined { get; set; }

    public List<Edge> Needs { get; } = [];

    public List<Edge> Dependents { get; } = [];

    // the supervisor's, under the dispatcher's lock
    public UnitState State { get; set; }

    public UnitWish Wish { get; set; }

    public UnitRun? Run { get; set; }

    public int Runs { get; set; }

    public UnitTimes Times { get; } = new();

    public string? Status { get; set; }

    public string? AwaitingAt { get; set; }

    public Unit? Cause { get; set; }

    public List<Exception> Errors { get; } = [];

    /// <summary>What its latest failed run threw first.</summary>
    public Exception? Failure { get; set; }

    public UnitWaiters Waiters { get; } = new();

    // the start sequence's, under the dispatcher's lock
    public int Unmet { get; set; }

    public bool IsAvailable { get; set; }

    /// <summary>The unit at the root of this one's being lost to those that need it: itself, or behind what it needs; null while it may come.</summary>
    public Unit? LostTo { get; set; }

    public bool IsAwaited { get; set; }

    // the stop sequence's, under the dispatcher's lock
    public bool IsFalling { get; set; }

    public int Holders { get; set; }

    /// <summary>What it asks of the stop budget.</summary>
    public StopShare Own { get; set; }

    public ChainLength Chain { get; set; }

    /// <summary>Whether a run is going on that somebody still waits for.</summary>
    public bool IsLive => State is UnitState.Starting or UnitState.Running or UnitState.Stopping;

    /// <summary>Whether it lasts until it is told to stop, and is ready once its call has returned.</summary>
    public bool IsLasting => Kind is UnitKind.Task or UnitKind.Schedule or UnitKind.Pool;

    /// <summary>Whether it counts as work that keeps a finished application from ending.</summary>
    public bool IsWork => Kind is not UnitKind.Lifespan
        && State is not (UnitState.Completed or UnitState.Failed or UnitState.Skipped or UnitState.Abandoned);

    public void Say(Func<UnitSettings, UnitSettings> word)
    {
        RefuseOnceJoined();
        Settings = word(Settings);
    }

    public void Declare(Declaration declaration)
    {
        RefuseOnceJoined();
        Declarations.Add(declaration);
    }

    public override string ToString() => $"{Name} ({State})";

    private void RefuseOnceJoined()
    {
        if (HasJoined)
        {
            throw new InvalidOperationException($"Unit '{Name}' is {State} and can no longer be redefined. Say everything before it is started.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]+\z")]
    private static partial Regex ValidName();
}
