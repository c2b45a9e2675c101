using Microsoft.Extensions.Hosting;
using Vahta.Supervision;

namespace Vahta.Hosting.Adoption;

/// <summary>A <see cref="BackgroundService"/>'s <c>ExecuteAsync</c> in one run of its unit: what it is doing, and how its end is told.</summary>
internal abstract class BackgroundExecution(BackgroundService service, UnitRun run)
{
    protected BackgroundService Service => service;

    protected UnitRun Run => run;

    /// <summary>What it does just now, where that is known: its task, and whether it is inside the call that has not returned one.</summary>
    public abstract (Task? Task, bool IsInCall) InFlight { get; }

    /// <summary>The user's method, where we call it.</summary>
    public virtual Delegate? Code => null;

    /// <summary>Completes when it has ended and its unit has been told; it may fail as it did.</summary>
    public abstract Task Ended { get; }

    /// <summary>Tells it to end, for a service whose own stop did not, or would only do that.</summary>
    public static Task CancelAsync(BackgroundService service) =>
        (BackgroundMembers.AreKnown ? BackgroundMembers.StopOf(service) : null)?.CancelAsync() ?? Task.CompletedTask;

    // Its failures are told once, whoever else waits for it. One that returns in order has perhaps only handed its work to others: it is stopped in its turn, as the host does,
    // unless somebody said that its completion means something.
    protected void Tell(Task ended)
    {
        var failures = Outcome.FailuresOf(ended, run.Asked, isTeardown: false);
        if (failures.Count > 0 || CompletionMatters)
        {
            run.BeDone(failures);
        }
    }

    private bool CompletionMatters => run.Unit.Settings.IsEssential || run.Unit.RestartPolicy.Mode == RestartMode.Always || run.Engine.Dispatcher.EndsWhenDone;
}
