using Vahta.Testing.Conformance;

namespace Vahta.Testing;

/// <summary>
/// Runs an application's own definition through everything that can go wrong in its life: every unit and hook throws, hangs, cancels itself, swallows
/// cancellation or (but for its run) is slow, at its start, in its run and at its stop, while nobody, a signal, a second, a third, the program or the caller's token stops it.
/// It reports what leaks, what hangs, what is told twice or not at all, and what fails besides.
/// </summary>
public static class LifecycleConformance
{
    /// <summary>Runs all cases, each in several interleavings, in virtual time.</summary>
    /// <param name="define">Defines the application anew, with the options given. Its units take their time from <see cref="UnitContext.TimeProvider"/>.</param>
    /// <param name="options">How far to look; default <see cref="ConformanceOptions"/> as they are.</param>
    /// <exception cref="ArgumentException">No case's name contains <see cref="ConformanceOptions.Only"/>.</exception>
    public static ConformanceReport Check(Func<DispatcherOptions, Dispatcher> define, ConformanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(define);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Seeds, nameof(options));
        var findings = new Findings();
        var application = Application.Learn(define, options, findings);
        var cases = findings.IsEmpty ? Selected(application, options) : [];
        foreach (var one in cases)
        {
            for (var seed = 0; seed < options.Seeds; seed++)
            {
                new CaseRun(define, options, one, application.MomentOf(seed)).Run(findings, seed);
            }
        }

        return findings.Report();
    }

    private static List<ConformanceCase> Selected(Application application, ConformanceOptions options)
    {
        var all = ConformanceCase.All(application).ToList();
        var selected = options.Only is { } only ? all.FindAll(one => one.ToString().Contains(only, StringComparison.OrdinalIgnoreCase)) : all;
        return selected.Count > 0 || all.Count == 0
            ? selected
            : throw new ArgumentException($"None of the {all.Count} cases contains '{options.Only}'. One of them is: {all[0]}.", nameof(options));
    }
}
