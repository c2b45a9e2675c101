using System.Diagnostics.CodeAnalysis;

namespace Vahta.Telemetry;

/// <summary>Where failures are written when there is no log, and the last words when nothing else works.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "A program without a logger must still say why it failed; only RunAsync, which owns the process, comes here.")]
internal static class StandardError
{
    /// <summary>Every failure of a run, each once, with the unit it belongs to; those that were ignored, too.</summary>
    public static void WriteFailures(RunReport report)
    {
        foreach (var unit in report.Units)
        {
            foreach (var error in unit.Errors)
            {
                Write(error is UnitTimeoutException ? $"Vahta: {error.Message}" : $"Vahta: unit '{unit.Name}' failed: {error}");
            }
        }

        var ofUnits = report.Units.SelectMany(unit => unit.Errors).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var error in report.Errors.Where(error => !ofUnits.Contains(error)))
        {
            Write(error is DispatcherConfigurationException ? $"Vahta: {error.Message}" : $"Vahta: {error}");
        }
    }

    public static void Write(string text)
    {
        try
        {
            Console.Error.WriteLine(text);
        }
        catch (IOException)
        {
            // Nobody reads any more.
        }
    }
}
