using System.Diagnostics.CodeAnalysis;

namespace Vahta.Telemetry;

/// <summary>Where failures are written when there is no log, and the last words when nothing else works.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "A program without a logger must still say why it failed; only RunAsync, which owns the process, comes here.")]
internal static class StandardError
{
    /// <summary>Every failure of a run, each once, with the unit it belongs to; those that stopped nobody, too.</summary>
    public static void WriteFailures(RunReport report)
    {
        var counted = new HashSet<Exception>(report.Errors, ReferenceEqualityComparer.Instance);
        foreach (var unit in report.Units)
        {
            foreach (var error in unit.Errors)
            {
                Write(unit, error, counted.Remove(error) ? "failed" : "failed, which stopped nothing");
            }
        }

        // What is left belongs to no unit: hooks, the configuration.
        foreach (var error in report.Errors)
        {
            if (counted.Contains(error))
            {
                Write($"Vahta: {(error is DispatcherConfigurationException ? error.Message : Text(error))}");
            }
        }
    }

    private static void Write(UnitReport unit, Exception error, string failed) =>
        Write(error is UnitTimeoutException ? $"Vahta: {error.Message}" : $"Vahta: unit '{unit.Name}' {failed}: {Text(error)}");

    /// <summary>An exception as text, even where its own code for that throws.</summary>
    public static string Text(Exception exception)
    {
        try
        {
            return exception.ToString();
        }
        catch (Exception)
        {
            return $"{exception.GetType()} (its text could not be had)";
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
