using System.Runtime.InteropServices;

namespace Vahta;

/// <summary>The definition was accepted and the start begins.</summary>
/// <param name="Units">How many units there are.</param>
public sealed record DispatcherStarting(int Units) : LifecycleEvent;

/// <summary>Everything has been ready once.</summary>
/// <param name="Took">The time since the start began.</param>
public sealed record DispatcherReady(TimeSpan Took) : LifecycleEvent;

/// <summary>The stop has been announced; nothing begins from here on.</summary>
/// <param name="Reason">The first cause.</param>
/// <param name="Budget">How long the whole stop may take; <see cref="TimeSpan.MaxValue"/> where it is unlimited.</param>
public sealed record StopAnnounced(StopReason Reason, TimeSpan Budget) : LifecycleEvent;

/// <summary>Something else would have stopped the dispatcher too, had it not been stopping.</summary>
/// <param name="Reason">The later cause.</param>
public sealed record StopAskedAgain(StopReason Reason) : LifecycleEvent;

/// <summary>The second step of urgency: bodies are aborted at once, teardowns get at most a second each.</summary>
/// <param name="Signal">The signal that asked for it; null where the program did.</param>
public sealed record StopHurried(PosixSignal? Signal) : LifecycleEvent;

/// <summary>The dispatcher has stopped.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Took">The time since the announcement.</param>
public sealed record DispatcherStopped(int ExitCode, TimeSpan Took) : LifecycleEvent;

/// <summary>A hook threw, or was left behind at its limit. One before the start ends it; after any other, hooks and units go on.</summary>
/// <param name="Hook">The hook, as its kind and number, e.g. <c>OnStopping #2</c>.</param>
/// <param name="Exception">What it threw, the user's own object.</param>
public sealed record HookFailed(string Hook, Exception Exception) : LifecycleEvent;

/// <summary>Units reload: their handlers are called, independently of each other.</summary>
/// <param name="Handlers">How many there are.</param>
public sealed record DispatcherReloading(int Handlers) : LifecycleEvent;

/// <summary>A reload is over: every handler has returned. The dispatcher runs on either way.</summary>
/// <param name="Failed">How many threw.</param>
/// <param name="Took">The time since it began.</param>
public sealed record DispatcherReloaded(int Failed, TimeSpan Took) : LifecycleEvent;

/// <summary>The thread pool runs nothing that is queued to it: user code blocks its threads. Its minimum is raised for the while.</summary>
/// <param name="Lasting">How long so far.</param>
public sealed record PoolStarved(TimeSpan Lasting) : LifecycleEvent;

/// <summary>The thread pool runs again.</summary>
/// <param name="Lasted">How long it did not.</param>
public sealed record PoolRecovered(TimeSpan Lasted) : LifecycleEvent;

/// <summary>A subscriber did not keep up, and gets nothing more.</summary>
/// <param name="Missed">How many events had piled up.</param>
public sealed record SubscriberCutOff(int Missed) : LifecycleEvent;

/// <summary>The log threw while it was being written, and gets nothing more.</summary>
/// <param name="Exception">What it threw.</param>
public sealed record LogFailed(Exception Exception) : LifecycleEvent;

/// <summary>Whoever listens to the metrics or traces threw or did not keep up; they get nothing more.</summary>
/// <param name="Exception">What it threw.</param>
public sealed record TelemetryFailed(Exception Exception) : LifecycleEvent;
