namespace Vahta.Tests.Matrix;

/// <summary>Every fault in every phase of an application's life, under every way to stop it.</summary>
public sealed class FaultMatrixTests
{
    // How long after the moment at which it goes wrong the stop comes; one for each seed. At the same moment either may be first.
    private static readonly double[] s_offsets = [0.2, 0, 0, 0, 0, -0.05, 0.05, 0];

    public static IEnumerable<TheoryDataRow<Phase, Fault, Stop>> Cases =>
        FaultCase.All.Select(plan => new TheoryDataRow<Phase, Fault, Stop>(plan.Phase, plan.Fault, plan.Stop) { TestDisplayName = plan.ToString(), Label = "" });

    [Theory]
    [MemberData(nameof(Cases))]
    public void G1_G2_G3_G6_whatever_goes_wrong_wherever_and_however_it_is_stopped(Phase phase, Fault fault, Stop stop)
    {
        var plan = new FaultCase(phase, fault, stop);
        var strike = TimeSpan.Zero;
        Scenario.Run(async world => strike = await new FaultRun(world, plan with { Stop = Stop.None }, TimeSpan.Zero).CheckAsync());
        if (plan is { IsInTheStop: true, Stop: not Stop.None })
        {
            Scenario.Run(async world => strike = await new FaultRun(world, plan with { Stop = Stop.FirstSignal }, TimeSpan.Zero).CheckAsync());
        }

        Scenario.Explore(s_offsets.Length, world => new FaultRun(world, plan, strike + TimeSpan.FromSeconds(s_offsets[world.Simulation.Seed])).CheckAsync());
    }
}
