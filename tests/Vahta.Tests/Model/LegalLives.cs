namespace Vahta.Tests.Model;

/// <summary>
/// Whether a life is one that the model allows. Where nothing falls on the same moment there is but one. Otherwise an order of the steps is looked for that leads to
/// what was lived: from one that agrees with it for long to others like it that agree for longer.
/// </summary>
internal static class LegalLives
{
    private const int Beginnings = 10;
    private const int Tries = 500;

    public static bool Contain(Plan plan, Outcome lived) => Enumerable.Range(0, Beginnings).Any(seed => IsFound(plan, lived, new(seed)));

    private static bool IsFound(Plan plan, Outcome lived, Random random)
    {
        var (best, agreed) = (new Order(random), -1);
        for (var tries = 0; tries < Tries; tries++)
        {
            var order = new Order(random, best);
            var outcome = LifeModel.Live(plan, order);
            if (outcome.Equals(lived))
            {
                return true;
            }

            var agrees = outcome.Agreement(lived);
            if (agrees >= agreed)
            {
                (best, agreed, tries) = (order, agrees, agrees > agreed ? 0 : tries);
            }
        }

        return false;
    }
}
