using System.Runtime.CompilerServices;

namespace Vahta.Diagnosis;

/// <summary>
/// The walk inward: from a task to the async method behind it, from there to what that method awaits, and again. It reads fields
/// only, so a moving task can show it a torn picture, but never harm.
/// </summary>
internal sealed class TaskWalk
{
    private const int MaxDepth = 200;
    private const int MaxVisits = 1_000;
    private const int MaxBranches = 8;

    private readonly HashSet<object> _visited = new(ReferenceEqualityComparer.Instance);
    private readonly List<AwaitFrame> _frames = [];

    /// <summary>The steps from the task inward, outermost first; of several tasks awaited at once, one after another.</summary>
    public static IReadOnlyList<AwaitFrame> Into(Task task)
    {
        var walk = new TaskWalk();
        try
        {
            walk.Visit(task, depth: 0);
        }
        catch (Exception)
        {
            // What was seen before a type refused to be read still stands.
        }

        return walk._frames;
    }

    private void Visit(object? awaited, int depth)
    {
        if (awaited is null or Task { IsCompleted: true } || depth > MaxDepth || _visited.Count == MaxVisits)
            return;
        if (!_visited.Add(awaited))
            return;    // tasks may await each other in a circle

        if (MachineOf(awaited) is { } machine)
            VisitMachine(machine, depth);
        else
            VisitPromise(awaited, depth);
    }

    /// <summary>The state machine behind a task: that of an async method is the box that holds it; an async iterator is its own.</summary>
    public static IAsyncStateMachine? MachineOf(object awaited) =>
        awaited as IAsyncStateMachine ?? Fields.Read(awaited, "StateMachine") as IAsyncStateMachine;

    private void VisitMachine(IAsyncStateMachine machine, int depth)
    {
        var map = StateMachineMap.Of(machine.GetType());
        if (map.StateOf(machine) is not { } state || map.SiteAt(state) is not { } site)
            return;

        var index = _frames.Count;
        _frames.Add(new AwaitFrame(site, map.Origin, depth));
        if (site.IsRunning)
            return;

        Visit(map.AwaitedBy(machine, state), depth + 1);

        // The code did not say what it awaits (a local variable, a choice of two): what was found there does.
        if (site.Callee is null && _frames.Count > index + 1)
            _frames[index] = _frames[index] with { Site = site with { Callee = _frames[index + 1].Site.Method } };
    }

    private void VisitPromise(object promise, int depth)
    {
        var pending = Promises.InwardOf(promise)
            .Where(inward => inward is not Task { IsCompleted: true })
            .Take(MaxBranches)
            .ToArray();
        if (pending is [] && Promises.WorkOf(promise) is { } work)
            _frames.Add(new AwaitFrame(RunningIn(work), CodeOrigins.Of(work.Method.Module.Assembly), depth));
        else if (Promises.MakerOf(promise.GetType()) is { } maker)
            _frames.Add(new AwaitFrame(new AwaitSite(maker, File: null, Line: 0, Callee: null), CodeOrigin.Framework, depth));

        foreach (var inward in pending)
            Visit(inward, depth + 1);
    }

    private static AwaitSite RunningIn(Delegate work) =>
        (AwaitTrace.StartOf(work) ?? new AwaitSite(MethodNames.Of(work.Method), null, 0, null)) with { IsRunning = true };
}
