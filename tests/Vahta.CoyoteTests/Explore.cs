using System.Runtime.ExceptionServices;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Vahta.CoyoteTests;

/// <summary>
/// Runs a test's threads in many orders, one at a time: they can change places at every lock, at every atomic operation, and, outside of
/// properties and async methods, at every access to a field. The orders are the same in every run.
/// </summary>
internal static class Explore
{
    // In milliseconds, and real ones: for a hang in which Coyote suspects that something outside of its control still runs.
    private const uint DeadlockTimeout = 10_000;

    // Coyote interrupts the threads a test leaves behind, also where nobody awaits them.
    static Explore() => ExceptionHandling.SetUnhandledExceptionHandler(static exception => exception is ThreadInterruptedException);

    /// <summary>Fails with the first order in which the test or a work item throws, or the test hangs.</summary>
    public static void Orders(uint orders, Func<Task> test)
    {
        if (FirstBug(orders, test) is { } bug)
        {
            Assert.Fail(bug);
        }
    }

    /// <summary>The first order that fails, and how; null if none does.</summary>
    public static string? FirstBug(uint orders, Func<Task> test)
    {
        var configuration = Configuration.Create()
            .WithTestingIterations(orders)
            .WithRandomGeneratorSeed(1)
            .WithMemoryAccessRaceCheckingEnabled()
            .WithDeadlockTimeout(DeadlockTimeout)
            .WithVerbosityEnabled(VerbosityLevel.None)
            .WithTelemetryEnabled(false);
        using var engine = TestingEngine.Create(configuration, test);
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        engine.Run();
        var report = engine.TestReport;
        return report.NumOfFoundBugs == 0 ? null : $"In order {report.NumOfExploredFairPaths + report.NumOfExploredUnfairPaths} of {orders}: {report.BugReports.First()}";
    }
}
