using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Requests;

/// <summary>Why a request cannot be granted, each as a sentence with the way out; null where it can. Changes nothing.</summary>
internal static class Refusals
{
    public static string? OfStart(Engine engine, Unit member)
    {
        var name = $"Unit '{member.Name}'";
        if (engine.IsAnnounced || engine.State is not (DispatcherState.Starting or DispatcherState.Running))
        {
            return $"{name} cannot be started: the dispatcher is {engine.State}. Units are started while it is Starting or Running.";
        }

        if (!engine.UnitsBegan)
        {
            return $"{name} cannot be started yet: the OnStarting hooks are running. Define it before the start, or start it from OnReady or a unit.";
        }

        foreach (var unit in member.Units)
        {
            if (unit.Wish == UnitWish.Gone)
            {
                return $"Unit '{unit.Name}' cannot be started: it is being removed.";
            }

            if (unit is { State: UnitState.Abandoned, Run: not null })
            {
                return $"Unit '{unit.Name}' cannot be started: it was abandoned, and its last run has not ended.";
            }
        }

        return null;
    }

    /// <summary>The nearest need, through those that only wait, that the program itself wants down.</summary>
    public static string? OfStoppedNeed(Unit member)
    {
        var own = new HashSet<Unit>(member.Units, ReferenceEqualityComparer.Instance);
        var seen = new HashSet<Unit>(own, ReferenceEqualityComparer.Instance);
        var open = new Stack<Unit>(own);
        while (open.TryPop(out var one))
        {
            foreach (var edge in one.Needs.Where(static edge => edge.IsNeed))
            {
                if (edge.Need.Wish == UnitWish.Down && !own.Contains(edge.Need))
                {
                    return $"Unit '{member.Name}' cannot be started: '{edge.Need.Name}', which it needs, was stopped by request. Start '{edge.Need.Name}' first.";
                }

                if (!edge.Need.IsAvailable && seen.Add(edge.Need))
                {
                    open.Push(edge.Need);
                }
            }
        }

        return null;
    }

    public static string? OfRemoval(Unit member)
    {
        var dependents = member.Units
            .SelectMany(static unit => unit.Dependents.Where(static edge => edge.IsNeed))
            .Select(static edge => edge.Dependent)
            .Where(dependent => dependent.Wish != UnitWish.Gone && !dependent.IsOf(member))
            .Select(static dependent => $"'{dependent.Name}'")
            .Distinct()
            .ToList();
        return dependents.Count == 0 ? null
            : $"Unit '{member.Name}' cannot be removed while others need it: {string.Join(", ", dependents)}. Remove them first.";
    }

    /// <summary>The units of a member, and before them those of their needs, also through others that only wait, that start by request only and that nobody has asked for.</summary>
    public static List<Unit> WithUnaskedNeeds(Unit member)
    {
        var asked = member.Units.ToList();
        var seen = new HashSet<Unit>(asked, ReferenceEqualityComparer.Instance);
        var open = new Queue<Unit>(asked);
        while (open.TryDequeue(out var unit))
        {
            foreach (var edge in unit.Needs)
            {
                if (edge is { IsNeed: true, Need.IsAvailable: false } && seen.Add(edge.Need))
                {
                    open.Enqueue(edge.Need);
                    asked.AddRange(edge.Need.Wish == UnitWish.Unasked ? [edge.Need] : []);
                }
            }
        }

        asked.Reverse();
        return asked;
    }
}
