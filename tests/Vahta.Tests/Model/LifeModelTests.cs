using CsCheck;

namespace Vahta.Tests.Model;

/// <summary>Applications drawn at random, held against a sequential model of the rules. A failure prints the plan with its seeds.</summary>
public sealed class LifeModelTests
{
    // More are asked for with CsCheck_Iter, a failed one is repeated with CsCheck_Seed.
    private static readonly long s_plans = Math.Max(2_000, Check.Iter);

    [Fact]
    public void G1_G2_G3_G4_G5_G6_whatever_is_drawn_every_unit_lives_as_the_model_says() =>
        GeneratedPlan.Any.Sample(static plan => Scenario.Run(plan.Seed, world => LiveAsync(world, plan)), iter: s_plans, threads: 1);

    private static async Task LiveAsync(Scenario world, Plan plan)
    {
        var lived = await new PlannedLife(world, plan).LiveAsync();
        Assert.InRange(lived.Took, TimeSpan.Zero, plan.Budget == TimeSpan.Zero ? TimeSpan.FromSeconds(5) : plan.Budget);
        Assert.True(LegalLives.Contain(plan, lived), $"\n{plan}\nlived\n{lived}\nthe model says, or the same in another order of what falls on one moment\n{LifeModel.Live(plan, new(new(0)))}");
    }
}
