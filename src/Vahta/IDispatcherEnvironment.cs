using System.Runtime.InteropServices;

namespace Vahta;

/// <summary>
/// What stands between a dispatcher and the world: a simulation's, or a program's that wants to see every call into its units. Each member has a
/// default that leaves things as they are. Called from any thread, and never with a lock held; an environment that blocks holds the dispatcher up.
/// </summary>
public interface IDispatcherEnvironment
{
    /// <summary>Called by the constructor of every dispatcher with these options, before anything is added to it.</summary>
    void Created(Dispatcher dispatcher)
    {
    }

    /// <summary>
    /// Makes a call into the program's code. The task returned takes the place of the call's own: the unit, or the hook, ends as it does. What is thrown is
    /// the unit's failure.
    /// </summary>
    Task CallAsync(UserCall call) => call.InvokeAsync();

    /// <summary>
    /// Draws a number from 0 up to 1, for the jitter of delays. Default <see cref="Random.Shared"/>. Unlike the others it is called with a lock held: it must not block,
    /// nor call the dispatcher. What it throws, or draws beside the range, counts as 0.5.
    /// </summary>
    double Draw() => Random.Shared.NextDouble();

    /// <summary>
    /// Listens for signals in the place of the process, from the start of <c>RunAsync</c> until the result is disposed. Default null: the process's own.
    /// </summary>
    /// <param name="dispatcher">The dispatcher that runs.</param>
    /// <param name="signalled">To be called for each signal; it stops, hurries, exits, reloads or dumps as the signal says.</param>
    IDisposable? Listen(Dispatcher dispatcher, Action<PosixSignal> signalled) => null;

    /// <summary>The third signal: the process is to end at once. True where the environment has seen to it; default false, and the process ends.</summary>
    bool Exit(Dispatcher dispatcher, int exitCode, RunReport? report) => false;
}
