using CsCheck;
using Vahta.Graph;
using Vahta.Units;

namespace Vahta.Tests.Graph;

/// <summary>Graphs drawn at random: how many units, and which comes after which; any pair, so that cycles occur, or only earlier ones.</summary>
internal static class GeneratedGraph
{
    public sealed record Drawing(int Count, IReadOnlyList<(int Unit, int Need)> Afters)
    {
        public UnitGraph Build(bool inOrder = false)
        {
            var graph = new UnitGraph(() => inOrder);
            foreach (var index in Enumerable.Range(0, Count))
            {
                graph.Add(Declare(index));
            }

            return graph;
        }

        /// <summary>Whether one comes after another, directly or through others.</summary>
        public bool Reaches(int unit, int need)
        {
            var seen = new HashSet<int>();
            var open = new Stack<int>([unit]);
            while (open.TryPop(out var one))
            {
                foreach (var (_, next) in Afters.Where(after => after.Unit == one))
                {
                    if (next == need)
                    {
                        return true;
                    }

                    if (seen.Add(next))
                    {
                        open.Push(next);
                    }
                }
            }

            return false;
        }

        private Unit Declare(int index)
        {
            var unit = new Unit(Name(index), new WorkBody(UnitKind.Task, static (CancellationToken _) => Task.CompletedTask));
            foreach (var (_, need) in Afters.Where(after => after.Unit == index))
            {
                unit.Declare(new(Name(need), null, null));
            }

            return unit;
        }
    }

    public static Gen<Drawing> Any { get; } = Of(static (unit, need) => unit != need);

    /// <summary>Each comes only after ones with a larger number, so that there is no cycle and the order of registration is never enough.</summary>
    public static Gen<Drawing> Acyclic { get; } = Of(static (unit, need) => unit < need);

    public static string Name(int index) => $"u{index}";

    public static int IndexOf(string name) => int.Parse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);

    private static Gen<Drawing> Of(Func<int, int, bool> allowed) =>
        from count in Gen.Int[1, 12]
        from afters in Gen.Select(Gen.Int[0, count - 1], Gen.Int[0, count - 1]).List[0, 24]
        select new Drawing(count, [.. afters.Where(after => allowed(after.Item1, after.Item2)).Distinct()]);
}
