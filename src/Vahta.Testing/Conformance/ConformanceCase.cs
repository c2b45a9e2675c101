using Vahta.Testing.Faults;

namespace Vahta.Testing.Conformance;

/// <summary>One thing that goes wrong, and one way to stop.</summary>
internal sealed record ConformanceCase(string Name, FaultPoint Point, FaultKind Kind, StopKind Stop)
{
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    /// <summary>Every fault at every point of every unit and hook, with every stop.</summary>
    public static IEnumerable<ConformanceCase> All(Application application) =>
        from place in application.Units.SelectMany(Points).Concat(application.Hooks.Select(hook => (Name: hook, Point: FaultPoint.Hook)))
        from kind in Enum.GetValues<FaultKind>()
        where kind != FaultKind.IsSlow || place.Point != FaultPoint.Run
        from stop in Enum.GetValues<StopKind>()
        select new ConformanceCase(place.Name, place.Point, kind, stop);

    public Fault Fault() => new(Kind, Name, Point, Run: 1)
    {
        Exception = Kind == FaultKind.Throws ? new InjectedException($"injected into '{Name}' at {Point}") : null,
        By = Slow,
    };

    public override string ToString() => $"'{Name}' {Fault()}, {Words(Stop)}";

    private static IEnumerable<(string Name, FaultPoint Point)> Points(UnitSnapshot unit) => unit.Kind switch
    {
        UnitKind.Group => [],
        UnitKind.Task => [(unit.Name, FaultPoint.Start), (unit.Name, FaultPoint.Run), (unit.Name, FaultPoint.Stop)],
        _ => [(unit.Name, FaultPoint.Start), (unit.Name, FaultPoint.Stop)],
    };

    private static string Words(StopKind stop) => stop switch
    {
        StopKind.None => "nobody stops it",
        StopKind.FirstSignal => "a signal",
        StopKind.SecondSignal => "a second signal",
        StopKind.ThirdSignal => "a third signal",
        StopKind.StopAsync => "StopAsync",
        _ => "the caller's token",
    };
}
