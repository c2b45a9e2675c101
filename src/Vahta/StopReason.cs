using System.Runtime.InteropServices;

namespace Vahta;

/// <summary>Why a dispatcher stopped: the first cause; what came later is listed in the report.</summary>
public sealed record StopReason
{
    internal StopReason()
    {
    }

    /// <summary>The sort of cause.</summary>
    public StopCause Cause { get; init; }

    /// <summary>The signal, where one was the cause.</summary>
    public PosixSignal? Signal { get; init; }

    /// <summary>The unit, where one was the cause.</summary>
    public string? Unit { get; init; }

    /// <summary>The user's own exception object, where one was the cause.</summary>
    public Exception? Exception { get; init; }

    /// <summary>What the one who asked gave as the reason.</summary>
    public string? Message { get; init; }

    /// <summary>The exit code the one who asked gave; it counts when nothing worse happened.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The reason as one phrase, e.g. <c>signal SIGTERM</c> or <c>unit 'poller' failed (IOException)</c>.</summary>
    public override string ToString() => Cause switch
    {
        StopCause.Signal => $"signal {Signal}",
        StopCause.Completed when Unit is not null => $"essential unit '{Unit}' completed",
        StopCause.Completed => "all work is done",
        StopCause.UnitFailed => $"unit '{Unit}' failed{Kind}",
        StopCause.StartFailed when Unit is not null => $"the start failed at unit '{Unit}'{Kind}",
        StopCause.StartFailed => $"the start failed{Kind}",
        _ => Message is null ? "requested" : $"requested: {Message}",
    };

    private string Kind => Exception is null ? "" : $" ({Exception.GetType().Name})";
}
