namespace Vahta.Tests.Model;

/// <summary>An order for steps that fall on the same moment: how urgent each step is, drawn when first asked for.</summary>
/// <param name="random">Draws.</param>
/// <param name="parent">Another order, which this one mostly follows.</param>
internal sealed class Order(Random random, Order? parent = null)
{
    private const double Change = 0.1;

    private readonly Dictionary<(int? Unit, int Number), double> _urgencies = [];

    public Step First(IEnumerable<Step> due) => due.MaxBy(UrgencyOf)!;

    private double UrgencyOf(Step step) =>
        _urgencies.TryGetValue(step.Key, out var known) ? known : _urgencies[step.Key] = Inherited(step) ?? random.NextDouble();

    private double? Inherited(Step step) =>
        parent is not null && parent._urgencies.TryGetValue(step.Key, out var known) && random.NextDouble() > Change ? known : null;
}
