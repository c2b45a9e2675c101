using Microsoft.Extensions.Logging;
using Vahta.Resources;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta;

/// <summary>
/// What a unit's code knows and can say during one run. The three tokens grow in urgency and never fire out of order:
/// <see cref="Ending"/>, <see cref="Stopping"/>, <see cref="Aborting"/>.
/// </summary>
public sealed class UnitContext : IResourceOwner
{
    private readonly UnitRun _run;

    // the unit's code, from any thread; each made when first used
    private OwnedResources? _owned;
    private UnitServices? _services;
    private ILogger? _logger;

    internal UnitContext(UnitRun run) => _run = run;

    /// <summary>
    /// The context of the unit inside whose code the caller is, as for an <see cref="AsyncLocal{T}"/>; null outside of units. By it code that is handed no context, such as a
    /// hosted service's, says <see cref="Status"/> or <see cref="Heartbeat"/>.
    /// </summary>
    public static UnitContext? Current => UnitRun.Current?.Context;

    /// <summary>The unit's name.</summary>
    public string Name => _run.Unit.Name;

    /// <summary>The unit's kind.</summary>
    public UnitKind Kind => _run.Unit.Kind;

    /// <summary>The number of this run, from 1.</summary>
    public int Run => _run.Number;

    /// <summary>A logger in the unit's name, from the dispatcher's factory; silent where there is none.</summary>
    public ILogger Logger => _logger ??= _run.Engine.LoggerFor(Name);

    /// <summary>
    /// The container's services, in a scope that lives as long as this run, of a schedule as this occurrence; also the <see cref="Dispatcher"/> and its lifespans and pools: a
    /// <see cref="Lifespan{T}"/> by its type where there is only one, and keyed by its name. Without <see cref="DispatcherOptions.Services"/> only the latter.
    /// </summary>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    public IServiceProvider Services => LazyInitializer.EnsureInitialized(ref _services, () => new UnitServices(this, _run.Engine)) is var services
        && services != UnitServices.Closed
            ? services
            : throw new InvalidOperationException($"Unit '{Name}' has ended its run {Run}, and its scope is closed. Resolve services while it runs.");

    /// <summary>The dispatcher's clock; wait by it, and tests can turn it.</summary>
    public TimeProvider TimeProvider => _run.Engine.TimeProvider;

    /// <summary>The dispatcher the unit belongs to.</summary>
    public Dispatcher Dispatcher => _run.Engine.Dispatcher;

    /// <summary>The group the unit is a member of; null at the top.</summary>
    internal Group? Group => _run.Unit.Group;

    /// <summary>The application is about to stop: take on no more.</summary>
    public CancellationToken Ending => _run.Urgency.TokenOf(UrgencyLevel.Ending);

    /// <summary>It is this unit's turn to stop, or its start is cut short.</summary>
    public CancellationToken Stopping => _run.Urgency.TokenOf(UrgencyLevel.Stopping);

    /// <summary>Time is up: the unit is abandoned about a second from here.</summary>
    public CancellationToken Aborting => _run.Urgency.TokenOf(UrgencyLevel.Aborting);

    /// <summary>Says that the unit, declared with <c>NotifiesReady</c>, is ready. A second call is an error.</summary>
    /// <exception cref="InvalidOperationException">Called twice, or by a unit that was not declared with <c>NotifiesReady</c>.</exception>
    public void Ready() => _run.NotifyReady();

    /// <summary>Says what the unit is doing, for snapshots, events and the report.</summary>
    public void Status(string status)
    {
        ArgumentNullException.ThrowIfNull(status);
        _run.Say(status);
    }

    /// <summary>
    /// Shows that the unit, declared with <c>Watchdog</c>, is alive; costs next to nothing. Of a run that is over it counts for nothing.
    /// </summary>
    public void Heartbeat() => _run.Beat();

    /// <summary>
    /// Asks for more time to stop. Returns what was granted: never more than what the units that stop later can spare, and nothing once
    /// <see cref="Aborting"/> has fired, once graces had to shrink to fit the stop budget, or while the unit is not stopping.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or endless without being <see cref="Timeout.InfiniteTimeSpan"/>, which asks for all there is.</exception>
    public TimeSpan ExtendStop(TimeSpan by) => _run.ExtendStop(TimeLimit.Of(by, $"The extension unit '{Name}' asks for").Value);

    /// <summary>Has a resource closed when this run, of a schedule this occurrence, ends, after those owned later. Returns it.</summary>
    /// <exception cref="ArgumentException">The resource is neither <see cref="IAsyncDisposable"/> nor <see cref="IDisposable"/>.</exception>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    public T Own<T>(T resource)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (resource is not (IAsyncDisposable or IDisposable))
        {
            throw new ArgumentException($"Unit '{Name}' cannot own a {resource.GetType().Name}: it is neither IAsyncDisposable nor IDisposable.", nameof(resource));
        }

        Keep(resource);
        return resource;
    }

    /// <summary>
    /// A stream whose enumerators are closed when this run ends, if they were left open: enumerate the result instead of the stream. Enumerating it
    /// after the run's end throws <see cref="InvalidOperationException"/>.
    /// </summary>
    public IAsyncEnumerable<T> OwnStream<T>(IAsyncEnumerable<T> stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new OwnedStream<T>(stream, this);
    }

    /// <summary>
    /// Has a handler called on SIGHUP while this run is ready. One that throws is told, and leaves the unit running. Without any handler in
    /// the application SIGHUP stops it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The unit is a schedule, whose code is called again and again.</exception>
    public void OnReload(Func<CancellationToken, Task> reload)
    {
        ArgumentNullException.ThrowIfNull(reload);
        if (Kind == UnitKind.Schedule)
        {
            throw new InvalidOperationException($"Schedule '{Name}' cannot reload: each of its occurrences would leave a handler behind. Register it in a task.");
        }

        _run.OnReload(reload);
    }

    /// <summary>The run it belongs to.</summary>
    internal UnitRun OwnRun => _run;

    /// <summary>Tells of one item or occurrence that failed; the unit goes on.</summary>
    internal void ItemFailed(string item, IReadOnlyList<Exception> exceptions) => _run.ItemFailed(item, exceptions);

    internal int? FailsAfter => _run.Unit.Settings.FailAfter;

    internal TimeSpan DrainsFor => _run.DrainsFor();

    /// <summary>The part of a drain of that length in which more is taken.</summary>
    internal TimeSpan DelayOf(TimeSpan drain) => _run.Unit.DrainDelay == TimeSpan.Zero ? TimeSpan.Zero : drain * (_run.Unit.DrainDelay / _run.Unit.Drain);

    /// <summary>The unit has failed, though it has not ended: it is stopped. False where it is ending anyway.</summary>
    internal bool Condemn(Exception failure) => _run.Condemn(failure);

    /// <summary>What the unit's own part of a run failed with, beside what its task does.</summary>
    internal void Fail(IReadOnlyList<Exception> failures) => _run.Add(failures);

    /// <summary>Tells how many items were accepted and not begun.</summary>
    internal void GaveBack(int count) => _run.GaveBack(count);

    /// <summary>Calls the user's code for an item by way of the dispatcher's environment.</summary>
    internal Task CallItem(CancellationToken token, Func<Task> call) => _run.CallItem(token, call);

    internal T OwnIfDisposable<T>(T instance)
        where T : class
    {
        if (instance is IAsyncDisposable or IDisposable)
        {
            Keep(instance);
        }

        return instance;
    }

    private void Keep(object resource)
    {
        if (!LazyInitializer.EnsureInitialized(ref _owned).TryAdd(resource))
        {
            throw new InvalidOperationException($"Unit '{Name}' has ended its run {Run} and can own nothing more. Close the {resource.GetType().Name} where it was made.");
        }
    }

    void IResourceOwner.Keep(object resource) => Keep(resource);

    void IResourceOwner.Forget(object resource) => _owned?.Remove(resource);

    /// <summary>Whether anything is to be closed when the run ends; if not, nothing can be owned from here on.</summary>
    internal bool HasToRelease()
    {
        var owned = Interlocked.CompareExchange(ref _owned, OwnedResources.Closed, null);
        var services = Interlocked.CompareExchange(ref _services, UnitServices.Closed, null);
        return owned is not null || services is not null;
    }

    /// <summary>Closes what the run owned, last owned first, and then its scope; a failure keeps nothing else open.</summary>
    internal async Task ReleaseAsync()
    {
        var failures = new List<Exception>();
        await _owned!.CloseAsync(failures);
        try
        {
            await _services!.DisposeAsync();
        }
        catch (Exception exception)
        {
            failures.Add(exception);
        }

        if (failures.Count > 0)
        {
            throw new SeveralFailures(failures);
        }
    }
}
