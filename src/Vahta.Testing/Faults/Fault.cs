using System.Globalization;

namespace Vahta.Testing.Faults;

/// <summary>One thing that is to go wrong.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Name">The unit or hook.</param>
/// <param name="Point">Where it strikes.</param>
/// <param name="Run">In which run; 0 in every one.</param>
internal sealed record Fault(FaultKind Kind, string Name, FaultPoint Point, int Run)
{
    public Exception? Exception { get; init; }

    public TimeSpan By { get; init; }

    public bool HasStruck { get; set; }

    public bool Concerns(UserCall call) =>
        string.Equals(call.Name, Name, StringComparison.OrdinalIgnoreCase)
        && (Run == 0 || call.Context is null || Run == call.Context.Run)
        && (call.Kind, call.Context?.Kind, Point) is
            (UserCallKind.Hook, _, FaultPoint.Hook)
            or (UserCallKind.Stop, _, FaultPoint.Stop)
            or (UserCallKind.Start, _, FaultPoint.Start)
            or (UserCallKind.Start, UnitKind.Task, FaultPoint.Run or FaultPoint.Stop)
            or (UserCallKind.Start, UnitKind.Job, FaultPoint.Stop)
            or (UserCallKind.Occurrence, _, FaultPoint.Run);

    public override string ToString() => Kind switch
    {
        FaultKind.Throws => $"throws {Exception!.GetType().Name}",
        FaultKind.Hangs => "hangs",
        FaultKind.CancelsItself => "cancels itself",
        FaultKind.SwallowsCancellation => "swallows cancellation",
        _ => string.Create(CultureInfo.InvariantCulture, $"is slow by {By.TotalSeconds:0.###} s"),
    } + $" at {Point}";
}
