using System.Diagnostics.CodeAnalysis;

namespace Vahta.Telemetry;

/// <summary>Where failures are written when there is no log, and the last words when nothing else works.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "A program without a logger must still say why it failed; only RunAsync, which owns the process, comes here.")]
internal static class StandardError
{
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
