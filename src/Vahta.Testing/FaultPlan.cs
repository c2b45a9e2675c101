using System.Text.RegularExpressions;
using Vahta.Testing.Faults;

namespace Vahta.Testing;

/// <summary>
/// What is to go wrong in a simulation. A fault strikes once, in the run it is planned for; each call takes the first planned fault that
/// concerns it. Names that no unit has fail the scenario at its end. Names that cannot be a hook's are refused at once; a hook that is not there stands in
/// <see cref="NotStruck"/>.
/// </summary>
public sealed partial class FaultPlan
{
    /// <summary>In the place of a run's number: in every run.</summary>
    public const int EveryRun = 0;

    private readonly TimeProvider _time;
    private readonly Trace _trace;
    private readonly Lock _gate = new();

    // under the gate
    private readonly List<Fault> _faults = [];

    internal FaultPlan(TimeProvider time, Trace trace)
    {
        _time = time;
        _trace = trace;
    }

    /// <summary>The faults that have not struck, as text: what was planned for a moment that did not come.</summary>
    public IReadOnlyList<string> NotStruck => [.. Faults.Where(fault => !fault.HasStruck).Select(fault => $"'{fault.Name}' {fault}")];

    internal IReadOnlyList<Fault> Faults
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults];
            }
        }
    }

    /// <summary>Makes a unit or hook throw.</summary>
    public FaultPlan Throw(string name, FaultPoint at, Exception exception, int run = 1)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Add(new(FaultKind.Throws, name, at, run) { Exception = exception });
    }

    /// <summary>Makes a unit or hook hang for ever, whatever its tokens say.</summary>
    public FaultPlan Hang(string name, FaultPoint at, int run = 1) => Add(new(FaultKind.Hangs, name, at, run));

    /// <summary>Makes a unit or hook throw an <see cref="OperationCanceledException"/> that nobody asked for.</summary>
    public FaultPlan CancelItself(string name, FaultPoint at, int run = 1) => Add(new(FaultKind.CancelsItself, name, at, run));

    /// <summary>
    /// Makes a unit ignore its <see cref="UnitContext.Stopping"/> until <see cref="UnitContext.Aborting"/>: at <see cref="FaultPoint.Start"/> its own code begins only
    /// then, otherwise it ends then. A hook goes on for ever.
    /// </summary>
    public FaultPlan SwallowCancellation(string name, FaultPoint at, int run = 1) => Add(new(FaultKind.SwallowsCancellation, name, at, run));

    /// <summary>Makes a unit or hook take longer, in virtual time, whatever its tokens say: before its own code, at <see cref="FaultPoint.Stop"/> after it.</summary>
    /// <exception cref="ArgumentException">At <see cref="FaultPoint.Run"/>, which has no end to be late for.</exception>
    public FaultPlan BeSlow(string name, FaultPoint at, TimeSpan by, int run = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        return at == FaultPoint.Run
            ? throw new ArgumentException($"'{name}' cannot be slow at Run, which has no end to be late for. Make it slow at Start or at Stop.", nameof(at))
            : Add(new(FaultKind.IsSlow, name, at, run) { By = by });
    }

    internal Task Apply(UserCall call)
    {
        var fault = Faults.FirstOrDefault(fault => (fault.Run == EveryRun || !fault.HasStruck) && fault.Concerns(call));
        return fault is null ? call.InvokeAsync() : new FaultyCall(call, fault, _time, () => Struck(fault)).InvokeAsync();
    }

    internal FaultPlan Add(Fault fault)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fault.Name);
        ArgumentOutOfRangeException.ThrowIfNegative(fault.Run);
        if (fault.Point == FaultPoint.Hook && !HookName().IsMatch(fault.Name))
        {
            throw new ArgumentException($"'{fault.Name}' cannot name a hook. Name it by its kind and number, from 1: 'OnStarting #1', 'OnReady #1', 'OnStopping #1', 'OnStopped #1'.", nameof(fault));
        }

        lock (_gate)
        {
            _faults.Add(fault);
        }

        return this;
    }

    private void Struck(Fault fault)
    {
        fault.HasStruck = true;
        _trace.Note(fault.Name, $"fault: {fault}");
    }

    [GeneratedRegex(@"\AOn(Starting|Ready|Stopping|Stopped) #[1-9]\d*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HookName();
}
