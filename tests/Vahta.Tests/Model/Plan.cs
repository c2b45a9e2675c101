using System.Globalization;

namespace Vahta.Tests.Model;

/// <summary>How something that a unit does ends by itself.</summary>
internal enum How
{
    Well,
    Throws,
    Never,
}

/// <summary>How urgently a unit has been asked to end; of what it does, from where on it gives that up. None: it never does.</summary>
internal enum Urgency
{
    None,
    Stopping,
    Aborting,
}

/// <summary>Who asks for the stop.</summary>
internal enum Asking
{
    Signal,
    TwoSignals,
    StopAsync,
}

/// <summary>Something that a unit does: its start, its work, its stop.</summary>
internal sealed record Act(TimeSpan Takes, How Ends, Urgency Heeds)
{
    public override string ToString() => Ends == How.Never && Heeds == Urgency.None ? "never"
        : $"{(Ends == How.Never ? "on" : Plan.Text(Takes))}{(Ends == How.Throws ? " and throws" : "")}{(Heeds == Urgency.None ? "" : $" or until {Heeds}")}";
}

/// <summary>A need for an earlier unit; without a kind, the default.</summary>
internal sealed record Need(int Unit, Dependency? Kind)
{
    public override string ToString() => $"{Unit}{(Kind is null ? "" : $" {Kind}")}";
}

/// <summary>A unit: what it is, what it needs, and all that it does. Its work is a task's alone.</summary>
internal sealed record UnitPlan(UnitKind Kind, Need[] Needs, Act Start, Act Work, Act Stop)
{
    /// <summary>Whether it is a task that says itself when it is ready; no other has a start of its own.</summary>
    public bool Notifies { get; init; }

    public bool IsIgnored { get; init; }

    public bool IsEssential { get; init; }

    public TimeSpan StartWithin { get; init; }

    public TimeSpan StopWithin { get; init; }

    public override string ToString() =>
        $"{Kind}{(Notifies ? " that notifies" : "")}{(IsIgnored ? ", ignored" : "")}{(IsEssential ? ", essential" : "")}{(Needs.Length == 0 ? "" : $", after {string.Join<Need>(" and ", Needs)}")}"
        + $": starts {Start} within {Plan.Text(StartWithin)}{(Kind == UnitKind.Task ? $", works {Work}" : "")}{(Kind == UnitKind.Job ? "" : $", stops {Stop}")} within {Plan.Text(StopWithin)}";
}

/// <summary>An application, who stops it when, and the seed of the interleaving.</summary>
internal sealed record Plan(UnitPlan[] Units, bool InOrder, bool EndsWhenDone, TimeSpan Budget, TimeSpan StopAt, Asking Asking, TimeSpan Gap, int Seed)
{
    public static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0#####}");

    public override string ToString() =>
        $"seed {Seed}, {(InOrder ? "in order, " : "")}{(EndsWhenDone ? "ends when done, " : "")}budget {Text(Budget)}, {Asking} at {Text(StopAt)}{(Asking == Asking.TwoSignals ? $" and {Text(Gap)} later" : "")}\n"
        + string.Join('\n', Units.Select((unit, index) => $"  {index}: {unit}"));
}
