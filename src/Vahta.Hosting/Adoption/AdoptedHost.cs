using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Vahta.Hosting.Configuration;
using Vahta.Hosting.WindowsService;
using Vahta.Stopping;

namespace Vahta.Hosting.Adoption;

/// <summary>
/// The host of an application whose dispatcher starts, watches and stops what a host would. It keeps the host's contract: lifetimes, phases, options, disposal.
/// </summary>
internal sealed class AdoptedHost : IHost, IAsyncDisposable
{
    private static readonly string[] s_owners = ["Microsoft.Extensions.Hosting.Internal.ConsoleLifetime", "Microsoft.Extensions.Hosting.Systemd.SystemdLifetime"];

    private static readonly TimeSpan s_defaultBudget = new DispatcherOptions().StopBudget;
    private static readonly TimeSpan s_defaultTimeout = new HostOptions().ShutdownTimeout;

    private readonly AdoptedApplication _application;
    private readonly IHostLifetime _lifetime;
    private readonly ApplicationLifetime _phases;
    private readonly HostOptions _options;
    private readonly IHostEnvironment _environment;

    private Task? _running;
    private EventLoop? _loop;
    private Exception? _failedToStart;
    private int _wasStarted;
    private int _isDisposed;

    public AdoptedHost(IServiceProvider services, AdoptedApplication application, IHostLifetime lifetime, IHostApplicationLifetime phases, IHostEnvironment environment, IOptions<HostOptions> options)
    {
        Services = services;
        _application = application;
        _lifetime = PreShutdown.Mind(lifetime, services);
        _phases = phases as ApplicationLifetime ?? throw new InvalidOperationException($"IHostApplicationLifetime was replaced by {phases.GetType().Name}, which a host cannot drive. Remove that registration.");
        _options = options.Value;
        _environment = environment;
        _application.Bind(services);
    }

    public IServiceProvider Services { get; }

    private Dispatcher Dispatcher => _application.Dispatcher;

    // The configuration has its say before the start.
    private bool OwnsProcess => _application.Options.HandleSignals && IsProcess(Services);

    /// <summary>Whether a host is its process's own, and not a guest in it, as a test's is.</summary>
    public static bool IsProcess(IServiceProvider services)
    {
        var lifetime = services.GetRequiredService<IHostLifetime>().GetType();
        return (ServiceTypes.IsLifetime(lifetime) || s_owners.Contains(lifetime.FullName)) && services.GetService<IWebServer>()?.IsForTests != true;
    }

    /// <summary>Starts everything, and returns when all is ready or when a stop cut the start short. Throws what the start failed with, once everything is down.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _wasStarted, 1) != 0)
        {
            throw new InvalidOperationException("The host has been started, and runs only once. Build it again to run again.");
        }

        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, typeof(IHost));
        using var timeout = new CancellationTokenSource(_options.StartupTimeout, _application.Options.TimeProvider);
        using var start = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using (var waiting = CancellationTokenSource.CreateLinkedTokenSource(start.Token, _phases.ApplicationStopping))
        {
            await _lifetime.WaitForStartAsync(waiting.Token);
            waiting.Token.ThrowIfCancellationRequested();
        }

        Prepare();
        _loop = EventLoop.Current;
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

        await (Dispatcher.StopReason is not null ? Dispatcher.StoppedAsync(cancellationToken) : Dispatcher.StopAsync(cancellationToken));
        if (Dispatcher.State == DispatcherState.Stopped)
        {
            await _running;
        }
    }

    /// <summary>Stops what runs, and returns when all is down, whatever context its caller is in.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "A host can be disposed of synchronously.")]
    public void Dispose()
    {
        if (_loop is { } loop)
        {
            loop.WaitFor(() => DisposeAsync().AsTask());
        }
        else
        {
            Task.Factory.StartNew(() => DisposeAsync().AsTask(), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap().GetAwaiter().GetResult();
        }
    }

    /// <summary>Stops what runs, and then disposes of the container. From inside a unit it returns at once, and the container lasts until all is down.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await Dispatcher.DisposeAsync();
        if (_running is { IsCompleted: false } && Dispatcher.State != DispatcherState.Stopped)
        {
            _ = DisposeOnceDownAsync();
        }
        else
        {
            await DisposeOnceDownAsync();
        }
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
        var services = HostedServices.Adopt(_application, Services, _options, AnnounceAtLast);
        VahtaConfiguration.Apply(section, Dispatcher, mistakes);
        Refuse(mistakes);
        Dispatcher
            .OnStarting(services.StartingAsync)
            .OnReady(token => StartedAsync(services, token));
        Dispatcher.OnStopping(token => ThenAsync(services.StoppingAsync(token), AnnounceStopping), mayBeMissed: !services.WantPhases);
        Dispatcher.OnStopped(token => ThenAsync(services.StoppedAsync(token), ApplicationHasStopped), mayBeMissed: !services.WantPhases);
        _phases.ApplicationStopping.UnsafeRegister(static host => ((AdoptedHost)host!).ApplicationStops(), this);
    }

    // Configuration beats code, and what is wrong with either is told at once.
    private void Refuse(List<string> mistakes)
    {
        if (mistakes.Count > 0)
        {
            SetExitCode(ExitCodes.Refused);
            throw new DispatcherConfigurationException([.. mistakes, .. Dispatcher.FindMistakes()]);
        }
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

    private void AnnounceStopping()
    {
        if (!_phases.ApplicationStopping.IsCancellationRequested)
        {
            _phases.StopApplication();
        }
    }

    // Before any service stops with the application, should hooks have used up the time of the one that announces it.
    private void AnnounceAtLast()
    {
        if (!_phases.ApplicationStopping.IsCancellationRequested && Dispatcher.StopReason is not null)
        {
            AnnounceStopping();
        }
    }

    private void AnnounceStopped()
    {
        AnnounceStopping();
        if (!_phases.ApplicationStopped.IsCancellationRequested)
        {
            _phases.NotifyStopped();
        }
    }

    private void ApplicationStops()
    {
        if (Dispatcher.StopReason is null)
        {
            Dispatcher.RequestStop("by IHostApplicationLifetime.StopApplication");
        }
    }

    // At this a Windows service reports its end, and how it ended: no later must that be known.
    private void ApplicationHasStopped()
    {
        if (ServiceTypes.IsLifetime(_lifetime.GetType()))
        {
            ServiceExitCode.Tell(_lifetime, Dispatcher.ExitCodeSoFar);
        }

        AnnounceStopped();
    }

    // Whatever became of the hooks: who waits for the application's end is told, the process's exit code is set, and the lifetime stops.
    private async Task RunAsync()
    {
        if (OwnsProcess)
        {
            Dispatcher.NotifySystemd();
        }

        var report = await Dispatcher.RunAsync(OwnsProcess, CancellationToken.None);
        AnnounceStopped();
        SetExitCode(report.ExitCode);
        ServiceExitCode.Tell(_lifetime, report.ExitCode);
        await _lifetime.StopAsync(CancellationToken.None);
    }

    private void SetExitCode(int exitCode)
    {
        if (OwnsProcess && Environment.ExitCode == 0)
        {
            Environment.ExitCode = exitCode;
        }
    }

    // What the run ended with is its starter's to hear of.
    private async Task DisposeOnceDownAsync()
    {
        await (_running ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await DisposeAsync(_environment.ContentRootFileProvider);
        await DisposeAsync(Services);
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
