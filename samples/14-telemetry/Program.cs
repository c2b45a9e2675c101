// Metrics and traces of a run, by OpenTelemetry, on the console. It ends by itself.

using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

using var meters = Sdk.CreateMeterProviderBuilder()
    .AddMeter("Vahta")
    .AddConsoleExporter()
    .Build();

using var traces = Sdk.CreateTracerProviderBuilder()
    .AddSource("Vahta")
    .AddConsoleExporter()
    .Build();

var dispatcher = new Dispatcher();

var database = dispatcher.AddLifespan("database", ct => Task.Delay(200, ct), ct => Task.Delay(100, ct));

// Fails once, and comes back.
dispatcher.AddTask("feed", async (unit, stopping) =>
{
    await Task.Delay(300, stopping);
    if (unit.Run == 1)
    {
        throw new IOException("the connection was reset");
    }
}).After(database).Restarts(RestartPolicy.OnFailure);

return (await dispatcher.RunAsync()).ExitCode;
