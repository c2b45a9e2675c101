using Microsoft.Extensions.Logging;

namespace Vahta.Strangers.Tests.Harness;

/// <summary>
/// An application around a stranger, a hosted service that somebody else has written: a lifespan <c>database</c> that the stranger comes after, and a task <c>front</c> that comes after the
/// stranger. Real time: strangers do not take ours. Nothing is taken from the process.
/// </summary>
internal sealed class Application : IAsyncDisposable
{
    // After so long what a test waits for is given up.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    private readonly List<string> _journal = [];
    private readonly IHost _host;
    private readonly EventSubscription _events;

    /// <param name="stranger">The name of its unit.</param>
    /// <param name="add">Adds it, in its own words.</param>
    public Application(string stranger, Action<HostApplicationBuilder> add)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(this);
        builder.Services.AddHostedService<Opener>();
        add(builder);
        builder.AddVahta(
            dispatcher =>
            {
                Dispatcher = dispatcher;
                dispatcher.AddLifespan("database", OpenDatabase);
                dispatcher.AddTask("front", static stopping => Task.Delay(Timeout.Infinite, stopping)).After(stranger);

                // A stranger's type may be internal, and its unit cannot be spoken to before the start: it comes after what is registered before it.
                dispatcher.Hosted<Opener>().After("database");
            },
            static options => options.HandleSignals = false);
        _host = builder.Build();
        _events = Dispatcher.Subscribe();
        Stranger = stranger;
    }

    public Dispatcher Dispatcher { get; private set; } = null!;

    public IServiceProvider Services => _host.Services;

    /// <summary>What the application's own code noted, in order.</summary>
    public IReadOnlyList<string> Journal
    {
        get
        {
            lock (_journal)
            {
                return [.. _journal];
            }
        }
    }

    private string Stranger { get; }

    /// <summary>Returns once a condition holds; asks again and again.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (!condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }

    public void Note(string what)
    {
        lock (_journal)
        {
            _journal.Add(what);
        }
    }

    public Task StartAsync() => _host.StartAsync().WaitAsync(s_limit);

    public async Task<RunReport> StopAsync()
    {
        await _host.StopAsync().WaitAsync(s_limit);
        return await Dispatcher.StopAsync();
    }

    /// <summary>Returns when the stranger's own stop has been called, and has not ended.</summary>
    public Task UntilStrangerStopsAsync() => UntilAsync(() => Dispatcher[Stranger].State == UnitState.Stopping);

    /// <summary>The order in which units became ready, and that in which they ended or were left behind. Read once.</summary>
    public (IReadOnlyList<string> Ready, IReadOnlyList<string> Ended) Order()
    {
        var (ready, ended) = (new List<string>(), new List<string>());
        while (_events.TryRead(out var happened))
        {
            if (happened is UnitReady)
            {
                ready.Add(happened.Unit!);
            }
            else if (happened is UnitStopped or UnitCompleted or UnitFailed or UnitAbandoned)
            {
                ended.Add(happened.Unit!);
            }
        }

        return (ready, ended);
    }

    public async ValueTask DisposeAsync() => await ((IAsyncDisposable)_host).DisposeAsync();

    private async IAsyncEnumerable<object?> OpenDatabase(UnitContext unit)
    {
        Note("database up");
        yield return null;
        await Task.CompletedTask;
        Note("database down");
    }

    private sealed class Opener : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
