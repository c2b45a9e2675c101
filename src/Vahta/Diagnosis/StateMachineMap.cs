using System.Reflection;
using System.Runtime.CompilerServices;

namespace Vahta.Diagnosis;

/// <summary>Which place in the source each state of an async method stands for. Made once for each type, on first use.</summary>
internal sealed class StateMachineMap
{
    /// <summary>The field in which the compiler keeps a machine's state.</summary>
    public const string StateField = "<>1__state";

    private const string AwaiterFieldPrefix = "<>u__";
    private const int Running = -1;

    private static readonly ConditionalWeakTable<Type, StateMachineMap> Maps = [];

    private readonly Type _type;
    private readonly string _method;
    private readonly SequencePoint? _start;
    private readonly Dictionary<int, AwaitPoint> _points;
    private readonly Dictionary<int, AwaitSite> _sites;

    private StateMachineMap(Type type)
    {
        _type = type;
        _method = MethodNames.OfStateMachine(type);
        Origin = CodeOrigins.Of(type.Assembly);

        var body = MoveNextOf(type);
        var source = body is null ? [] : SequencePoints.Of(body);
        _start = source.FirstOrDefault(point => point.File is not null);
        _points = (body is null ? [] : AwaitPoints.Of(body)).DistinctBy(point => point.State).ToDictionary(point => point.State);
        _sites = _points.Values.ToDictionary(point => point.State, point => SiteOf(point, source));
    }

    /// <summary>Whose method it is.</summary>
    public CodeOrigin Origin { get; }

    /// <summary>Where the method begins.</summary>
    public AwaitSite Start => new(_method, _start?.File, _start?.Line ?? 0, Callee: null);

    /// <summary>How many awaits were found in the method.</summary>
    public int Count => _sites.Count;

    /// <summary>The map of a state machine's type.</summary>
    public static StateMachineMap Of(Type type) => Maps.GetValue(type, static type => new StateMachineMap(type));

    /// <summary>The method that a state machine's code is compiled into; null for a type that is none.</summary>
    public static MethodInfo? MoveNextOf(Type type)
    {
        if (type.IsInterface || !type.IsAssignableTo(typeof(IAsyncStateMachine)))
            return null;

        var map = type.GetInterfaceMap(typeof(IAsyncStateMachine));
        var moveNext = Array.FindIndex(map.InterfaceMethods, method => method.Name == nameof(IAsyncStateMachine.MoveNext));
        return map.TargetMethods[moveNext];
    }

    /// <summary>The machine's state now; null for a machine that the C# compiler did not make.</summary>
    public int? StateOf(IAsyncStateMachine machine) => Fields.Read(machine, StateField) as int?;

    /// <summary>Where a machine in this state is; null when it is nowhere: not begun, ended, or resting at a yield.</summary>
    public AwaitSite? SiteAt(int state) => state switch
    {
        >= 0 => _sites.GetValueOrDefault(state) ?? new AwaitSite(_method, _start?.File, Line: 0, Callee: null),
        Running => Start with { IsRunning = true },
        _ => null,
    };

    /// <summary>What the machine awaits in this state; null when that cannot be told.</summary>
    public object? AwaitedBy(IAsyncStateMachine machine, int state)
    {
        // A field is cleared when its await is over, so any that is not empty belongs to the await we look at.
        var fields = _points.GetValueOrDefault(state)?.Awaiter is { } known
            ? [known]
            : Fields.Of(_type).Where(field => field.Name.StartsWith(AwaiterFieldPrefix, StringComparison.Ordinal));

        return fields.Select(field => field.GetValue(machine)).OfType<object>()
            .Select(Awaiters.AwaitedBy).FirstOrDefault(awaited => awaited is not null);
    }

    private AwaitSite SiteOf(AwaitPoint point, IReadOnlyList<SequencePoint> source)
    {
        // The disposal at the end of an `await using` stands nowhere in the source: its variable's declaration speaks for it.
        var at = source.LastOrDefault(candidate => candidate.Offset <= point.Offset);
        if (at?.File is null)
        {
            var offset = point.Declaration ?? point.Offset;
            at = source.LastOrDefault(candidate => candidate.File is not null && candidate.Offset <= offset);
        }

        return new AwaitSite(_method, at?.File, at?.Line ?? 0, point.Callee);
    }
}
