using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Vahta.Hosting.Configuration;
using Vahta.Hosting.WindowsService;

namespace Vahta.Hosting.Adoption;

/// <summary>
/// The host of an application whose dispatcher starts, watches and stops what a host would. It keeps the host's contract: lifetimes, phases, options, disposal.
/// </summary>
internal sealed class AdoptedHost : IHost, IAsyncDisposable
{
    private static readonly string[] s_owners =
        ["Microsoft.Extensions.Hosting.Internal.ConsoleLifetime", "Microsoft.Extensions.Hosting.Systemd.SystemdLifetime", "Microsoft.Extensions.Hosting.WindowsServices.WindowsServiceLifetime"];

    private static readonly TimeSpan s_defaultBudget = new DispatcherOptions().StopBudget;
    private static readonly TimeSpan s_defaultTimeout = new HostOptions().ShutdownTimeout;

    private readonly AdoptedApplication _application;
    private readonly IHostLifetime _lifetime;
    private readonly ApplicationLifetime _phases;
    private readonly HostOptions _options;
    private readonly IHostEnvironment _environment;
    private readonly bool _ownsProcess;

    private Task? _running;
    private Exception? _failedToStart;
    private int _isDisposed;

    public AdoptedHost(IServiceProvider services, AdoptedApplication application, IHostLifetime lifetime, IHostApplicationLifetime phases, IHostEnvironment environment, IOptions<HostOptions> options)
    {
        Services = services;
        _application = application;
        _lifetime = lifetime;
        _phases = phases as ApplicationLifetime ?? throw new InvalidOperationException($"IHostApplicationLifetime was replaced by {phases.GetType().Name}, which a host cannot drive. Remove that registration.");
        _options = options.Value;
        _environment = environment;
        _ownsProcess = application.Options.HandleSignals && s_owners.Contains(lifetime.GetType().FullName);
        _application.Bind(services);
    }

    public IServiceProvider Services { get; }

    private Dispatcher Dispatcher => _application.Dispatcher;

    /// <summary>Starts everything, and returns when all is ready or when a stop cut the start short. Throws what the start failed with, once everything is down.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_running is not null)
        {
            throw new InvalidOperationException("The host has been started, and runs only once. Build it again to run again.");
        }

        using var timeout = new CancellationTokenSource(_options.StartupTimeout, _application.Options.TimeProvider);
        using var start = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using (var waiting = CancellationTokenSource.CreateLinkedTokenSource(start.Token, _phases.ApplicationStopping))
        {
            await _lifetime.WaitForStartAsync(waiting.Token);
            waiting.Token.ThrowIfCancellationRequested();
        }

        Prepare();
        _running = RunAsync();
        using (start.Token.UnsafeRegister(static dispatcher => ((Dispatcher)dispatcher!).RequestStop("the host's start was cancelled"), Dispatcher))
        {
            await (_running.IsFaulted ? _running : Dispatcher.Started);
        }

        if (Dispatcher.StopReason is not { } reason)
        {
            _phases.NotifyStarted();
            return;
        }

        await _running;
        if ((_failedToStart ?? (reason.Cause == StopCause.StartFailed ? reason.Exception : null)) is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }

        start.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Stops everything within the budget; the token hurries. What failed to stop is in the log, the report and the exit code.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_running is null)
        {
            Dispatcher.RequestStop();
            _phases.StopApplication();
            _phases.NotifyStopped();
            await _lifetime.StopAsync(cancellationToken);
            return;
        }

        await (Dispatcher.Stopping.IsCancellationRequested ? Dispatcher.StoppedAsync(cancellationToken) : Dispatcher.StopAsync(cancellationToken));
        if (Dispatcher.State == DispatcherState.Stopped)
        {
            await _running;
        }
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "A host can be disposed of synchronously, and must be down then, whatever context its caller is in.")]
    public void Dispose() => Task.Factory.StartNew(() => DisposeAsync().AsTask(), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await Dispatcher.DisposeAsync();
        await DisposeAsync(_environment.ContentRootFileProvider);
        await DisposeAsync(Services);
    }

    // ---- its steps

    // Before anything is started: what is wrong with the application is said now.
    private void Prepare()
    {
        Services.GetService<IStartupValidator>()?.Validate();
        TakeOverOptions();
        var mistakes = new List<string>();
        var section = Services.GetService<IConfiguration>()?.GetSection(nameof(Vahta));
        VahtaConfiguration.Apply(section, _application.Options, mistakes);
        var services = HostedServices.Adopt(_application, Services, _options);
        VahtaConfiguration.Apply(section, Dispatcher, mistakes);
        VahtaConfiguration.ThrowIfAny(mistakes);
        Dispatcher
            .OnStarting(services.StartingAsync)
            .OnReady(token => StartedAsync(services, token))
            .OnStopping(token => ThenAsync(services.StoppingAsync(token), _phases.StopApplication))
            .OnStopped(token => ThenAsync(services.StoppedAsync(token), _phases.NotifyStopped));
        _phases.ApplicationStopping.UnsafeRegister(static host => ((AdoptedHost)host!).ApplicationStops(), this);
    }

    // What the application said to its host counts, where it said nothing to the dispatcher.
    private void TakeOverOptions()
    {
        if (_application.Options.StopBudget == s_defaultBudget && _options.ShutdownTimeout != s_defaultTimeout)
        {
            _application.Options.StopBudget = _options.ShutdownTimeout;
        }
    }

    // To the host, a service that fails after the start has failed it.
    private async Task StartedAsync(HostedServices services, CancellationToken token)
    {
        try
        {
            await services.StartedAsync(token);
        }
        catch (Exception exception)
        {
            _failedToStart = exception;
            Dispatcher.RequestStop("what follows the start failed");
            throw;
        }
    }

    private static async Task ThenAsync(Task first, Action then)
    {
        try
        {
            await first;
        }
        finally
        {
            then();
        }
    }

    private void ApplicationStops()
    {
        if (!Dispatcher.Stopping.IsCancellationRequested)
        {
            Dispatcher.RequestStop("by IHostApplicationLifetime.StopApplication");
        }
    }

    // Whatever became of the hooks: who waits for the application's end is told, the process's exit code is set, and the lifetime stops.
    private async Task RunAsync()
    {
        if (_ownsProcess)
        {
            Dispatcher.NotifySystemd();
        }

        var report = await Dispatcher.RunAsync(_ownsProcess, CancellationToken.None);
        if (!_phases.ApplicationStopping.IsCancellationRequested)
        {
            _phases.StopApplication();
        }

        if (!_phases.ApplicationStopped.IsCancellationRequested)
        {
            _phases.NotifyStopped();
        }

        if (_ownsProcess && Environment.ExitCode == 0)
        {
            Environment.ExitCode = report.ExitCode;
        }

        ServiceExitCode.Tell(_lifetime, report.ExitCode);
        await _lifetime.StopAsync(CancellationToken.None);
    }

    private static async ValueTask DisposeAsync(object? disposed)
    {
        switch (disposed)
        {
            case IAsyncDisposable later:
                await later.DisposeAsync();
                break;
            case IDisposable now:
                now.Dispose();
                break;
        }
    }
}
