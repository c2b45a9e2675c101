using Microsoft.Extensions.DependencyInjection;
using Vahta;
using Vahta.Hosting.Adoption;

namespace Microsoft.Extensions.Hosting;

/// <summary>Gives a .NET host to a Vahta dispatcher, its services unchanged.</summary>
public static class VahtaHostingExtensions
{
    /// <summary>
    /// Has a dispatcher start, watch and stop everything the host would: each <see cref="IHostedService"/>, whoever registered it and whatever the container, becomes a unit of the name of
    /// its type. Without further words the host's own order and options hold.
    /// <list type="bullet">
    /// <item>The <see cref="Dispatcher"/>, and each <see cref="Lifespan{T}"/> and <see cref="Pool{T}"/> declared here, can be injected; the latter by their type where there is only one, and keyed by their names.</item>
    /// <item>Under the console's, systemd's or the Windows service's lifetime the dispatcher handles the process's signals, ends it within the stop budget, and sets
    /// <see cref="Environment.ExitCode"/>; with <see cref="DispatcherOptions.HandleSignals"/> off, under any other lifetime, or with ASP.NET Core's <c>TestServer</c>, it takes nothing from the process.</item>
    /// <item>The budget is <see cref="DispatcherOptions.StopBudget"/>, or <see cref="HostOptions.ShutdownTimeout"/> where that is not the host's default.</item>
    /// </list>
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="configure">Declares units, and says words of hosted ones. Called at once; called again for the same dispatcher where this is.</param>
    /// <param name="options">How the dispatcher behaves. Default as <see cref="DispatcherOptions"/> says, but for <see cref="DispatcherOptions.EndWhenDone"/>, which is off.</param>
    public static TBuilder AddVahta<TBuilder>(this TBuilder builder, Action<Dispatcher>? configure = null, Action<DispatcherOptions>? options = null)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        AdoptedApplication.In(builder.Services, options).Declare(configure);
        return builder;
    }

    /// <inheritdoc cref="AddVahta{TBuilder}(TBuilder, Action{Dispatcher}, Action{DispatcherOptions})"/>
    public static IHostBuilder UseVahta(this IHostBuilder builder, Action<Dispatcher>? configure = null, Action<DispatcherOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices((_, services) => AdoptedApplication.In(services, options).Declare(configure));
    }

    /// <summary>
    /// As <see cref="HostingAbstractionsHostExtensions.RunAsync(IHost, CancellationToken)"/>, and returns the report, whose exit code is the program's to return: 3 where the start failed. What that failed with
    /// is told, by the log and by the report, and not thrown; but a host that is a guest in its process, as a test's is, throws.
    /// </summary>
    /// <param name="host">A host that was given to a dispatcher; it is disposed of in the end.</param>
    /// <param name="stop">Asks for a stop.</param>
    /// <exception cref="InvalidOperationException">The host has no dispatcher.</exception>
    public static async Task<RunReport> RunVahtaAsync(this IHost host, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        var dispatcher = host.Services.GetService<Dispatcher>() ?? throw new InvalidOperationException("The host has no dispatcher. Call AddVahta() before it is built.");
        var isProcess = AdoptedHost.IsProcess(host.Services);
        try
        {
            await host.RunAsync(stop);
        }
        catch (Exception) when (isProcess && dispatcher.State == DispatcherState.Stopped)
        {
            // The report has it.
        }

        return await dispatcher.StopAsync(CancellationToken.None);
    }
}
