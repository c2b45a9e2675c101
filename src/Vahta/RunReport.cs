using System.Runtime.ExceptionServices;
using Vahta.Reports;

namespace Vahta;

/// <summary>What happened to each unit in one run of a dispatcher, with times. Prints as a table.</summary>
public sealed record RunReport
{
    internal RunReport()
    {
    }

    /// <summary>
    /// The exit code: 128+n forced by the third signal n · 2 the configuration was refused · 3 the start failed · 1 a unit failed for good and
    /// was not ignored, or a teardown or a hook failed · 4 something was abandoned · what <c>RequestStop</c> gave · 0.
    /// </summary>
    public int ExitCode { get; init; }

    /// <summary>Why the dispatcher stopped: the first cause.</summary>
    public required StopReason Reason { get; init; }

    /// <summary>What would have stopped it too, in the order it came.</summary>
    public IReadOnlyList<StopReason> LaterReasons { get; init; } = [];

    /// <summary>Every unit, in the order of registration.</summary>
    public IReadOnlyList<UnitReport> Units { get; init; } = [];

    /// <summary>Every failure that was not ignored, the user's own exception objects, in the order told.</summary>
    public IReadOnlyList<Exception> Errors { get; init; } = [];

    /// <summary>Whether everything was ready once.</summary>
    public bool StartCompleted { get; init; }

    /// <summary>How long the start took, until everything was ready or the stop was announced.</summary>
    public TimeSpan Starting { get; init; }

    /// <summary>How long the dispatcher ran between start and stop.</summary>
    public TimeSpan Running { get; init; }

    /// <summary>How long the stop took.</summary>
    public TimeSpan Stopping { get; init; }

    /// <summary>The chain of units that decided how long the start took, in the order they became ready.</summary>
    public IReadOnlyList<string> StartCriticalChain { get; init; } = [];

    /// <summary>The chain of units that decided how long the stop took, in the order they ended.</summary>
    public IReadOnlyList<string> StopCriticalChain { get; init; } = [];

    /// <summary>Throws a single failure as it is, its stack kept; several as an <see cref="AggregateException"/> in their order.</summary>
    public void ThrowIfFailed()
    {
        switch (Errors.Count)
        {
            case 0:
                return;
            case 1:
                ExceptionDispatchInfo.Throw(Errors[0]);
                return;
            default:
                throw new AggregateException(Errors);
        }
    }

    /// <summary>The report as a table, the slowest first.</summary>
    public override string ToString() => ReportTable.Of(this);
}
