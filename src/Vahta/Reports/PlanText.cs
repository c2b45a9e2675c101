using System.Text;
using Vahta.Deadlines;

namespace Vahta.Reports;

/// <summary>A plan as text for people.</summary>
internal static class PlanText
{
    public static string Of(StartPlan plan)
    {
        var text = new StringBuilder();
        for (var layer = 0; layer < plan.Layers.Count; layer++)
        {
            text.AppendLine($"{layer + 1}. {string.Join(", ", plan.Layers[layer])}");
        }

        text.AppendLine($"Start at worst {Durations.Text(plan.WorstStart)}, critical path {string.Join(" -> ", plan.CriticalPath)}");
        text.AppendLine($"Stop at worst {Durations.Text(plan.WorstStop)}");
        foreach (var warning in plan.Warnings)
        {
            text.AppendLine($"Warning: {warning}");
        }

        return text.ToString().TrimEnd();
    }
}
