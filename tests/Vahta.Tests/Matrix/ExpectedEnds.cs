namespace Vahta.Tests.Matrix;

/// <summary>How a case of the matrix may end: the exit code and the cause of the stop, by the rules for failures, cancellation and exit codes.</summary>
internal static class ExpectedEnds
{
    /// <param name="plan">The case.</param>
    /// <param name="order">When it went wrong, in virtual time, compared with the announcement of the stop; null where it never did.</param>
    /// <returns>One end, or several where both happened at the same moment and either may have been first.</returns>
    public static IReadOnlyList<(int ExitCode, StopCause Cause)> Of(FaultCase plan, int? order)
    {
        var asked = Asked(plan);
        return order is null ? [(0, asked)] : plan.Phase switch
        {
            Phase.Factory or Phase.Setup_of_the_1st or Phase.Setup_of_the_2nd or Phase.Setup_of_the_3rd or Phase.Bind => Start(plan, asked),
            Phase.Hook_before_the_start when Fails(plan) => [(3, StopCause.StartFailed), .. When(order >= 0, (1, asked)), .. When(order >= 0 && IsCancellation(plan), (0, asked))],
            Phase.Ready when IsCancellation(plan) => [(1, asked), .. When(order >= 0, (0, asked))],
            Phase.Main_work or Phase.Pool_work when Fails(plan) => [(1, StopCause.UnitFailed), .. When(order >= 0, (IsCancellation(plan) ? 0 : 1, asked))],
            Phase.Main_work or Phase.Pool_work => Stop(plan, asked),

            // Its stopping has been asked for: a cancellation is the answer to that.
            Phase.Drain when IsCancellation(plan) => [(0, asked)],
            Phase.Drain or Phase.Teardown_of_the_1st or Phase.Teardown_of_the_2nd or Phase.Teardown_of_the_3rd => Stop(plan, asked),

            // A hook that is left behind has failed: it is no unit that could be abandoned.
            _ => [(1, asked)],
        };
    }

    /// <summary>The cause where the fault is none: whoever asked, or the end of the main work.</summary>
    private static StopCause Asked(FaultCase plan) => plan.Stop switch
    {
        Matrix.Stop.None => plan.NeverEnds ? StopCause.Requested : StopCause.Completed,
        Matrix.Stop.FirstSignal or Matrix.Stop.SecondSignal or Matrix.Stop.ThirdSignal => StopCause.Signal,
        _ => StopCause.Requested,
    };

    // Nobody asks: its limit is over, and the start has failed. Somebody asks: a start cut short is no failure.
    private static IReadOnlyList<(int, StopCause)> Start(FaultCase plan, StopCause asked) =>
        Fails(plan) || plan.Stop == Matrix.Stop.None ? [(3, StopCause.StartFailed)] : Stop(plan, asked);

    // What swallows its cancellation ends when it is aborted, and in time.
    private static IReadOnlyList<(int, StopCause)> Stop(FaultCase plan, StopCause asked) => plan.Fault switch
    {
        Fault.Hangs => [(4, asked)],
        Fault.SwallowsCancellation => [(0, asked)],
        _ => [(1, asked)],
    };

    private static bool Fails(FaultCase plan) => plan.Fault is Fault.Throws or Fault.CancelsItself;

    // By itself a failure; once the stop has been announced, the answer to it.
    private static bool IsCancellation(FaultCase plan) => plan.Fault == Fault.CancelsItself;

    private static IEnumerable<(int, StopCause)> When(bool isLegal, (int, StopCause) end) => isLegal ? [end] : [];
}
