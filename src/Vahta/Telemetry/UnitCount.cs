using System.Diagnostics.Metrics;
using Vahta.Supervision;

namespace Vahta.Telemetry;

/// <summary>How many units of all dispatchers that are listened to are in which state.</summary>
internal static class UnitCount
{
    private static readonly Lock s_gate = new();
    private static readonly List<Engine> s_engines = [];

    public static void Enter(Engine engine)
    {
        lock (s_gate)
        {
            s_engines.Add(engine);
        }
    }

    public static void Leave(Engine engine)
    {
        lock (s_gate)
        {
            s_engines.Remove(engine);
        }
    }

    public static IEnumerable<Measurement<long>> Observe()
    {
        var states = Enum.GetValues<UnitState>();
        var counts = new long[states.Length];
        foreach (var engine in Engines())
        {
            using var turn = engine.Enter();
            foreach (var unit in engine.Graph.Units)
            {
                counts[(int)unit.State]++;
            }
        }

        return states.Select(state => new Measurement<long>(counts[(int)state], new KeyValuePair<string, object?>(SemanticNames.UnitState, SemanticNames.Of(state))));
    }

    private static Engine[] Engines()
    {
        lock (s_gate)
        {
            return [.. s_engines];
        }
    }
}
