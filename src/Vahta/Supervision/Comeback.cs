using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>Units that run again together: once the delay is over and the last of them is down.</summary>
internal sealed class Comeback(Unit failed, Action<Turn, Comeback> returns) : Alarm
{
    /// <summary>The unit whose end was the reason.</summary>
    public Unit Failed => failed;

    /// <summary>Who comes back.</summary>
    public HashSet<Unit> Units { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The groups whose lives begin anew with it: those that come back as a whole.</summary>
    public List<Group> Anew { get; } = [];

    /// <summary>Whether a unit comes back because all of a group around it does, whatever its own state.</summary>
    public bool IsAnew(Unit unit) => Anew.Exists(unit.IsIn);

    /// <summary>Those of them that are not down yet; null where all were.</summary>
    public HashSet<Unit>? Awaited { get; set; }

    public bool AreDown => Awaited is null or { Count: 0 };

    /// <summary>When the delay is over.</summary>
    public TimeSpan At { get; set; }

    public override void Ring(Turn turn) => returns(turn, this);
}
