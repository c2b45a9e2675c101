using System.Globalization;

namespace Vahta.Bench;

/// <summary>The questions a program can be asked, and the sides that answer them; nothing is measured before it is asked.</summary>
public sealed class Answers : Dictionary<string, Dictionary<string, IEnumerable<Experiment>>>
{
    /// <summary>Answers one question for one side, one measured value a line: the question's variant, a tab, the value.</summary>
    public void Print(string[] args)
    {
        if (args is not [var question, var side] || !TryGetValue(question, out var sides) || !sides.TryGetValue(side, out var experiments))
        {
            throw new ArgumentException($"'{string.Join(' ', args)}' is no question. Ask {string.Join(", ", this.Select(static entry => $"{entry.Key} of {string.Join(" or ", entry.Value.Keys)}"))}.");
        }

        foreach (var measured in experiments.SelectMany(static experiment => experiment.Run()))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{measured.Variant}\t{measured.Value:0.#####}"));
        }
    }
}
