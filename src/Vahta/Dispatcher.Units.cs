using Vahta.Units;

namespace Vahta;

/// <content>Single units and groups, while it runs.</content>
public sealed partial class Dispatcher
{
    /// <summary>
    /// Starts a unit that was added, stopped, or has ended, with those of its needs that start by request only, and returns when it is ready, or when a stop cut its start short.
    /// Units that went down with it come back by themselves. One that waits to run again does so at once; in any case its failures no longer count. Of a group: all its members.
    /// </summary>
    /// <param name="unit">The unit.</param>
    /// <param name="cancellationToken">Ends the waiting only.</param>
    /// <exception cref="ArgumentException">The unit belongs to another dispatcher or was removed.</exception>
    /// <exception cref="InvalidOperationException">The dispatcher is not running, or a unit it needs was stopped by request or has failed; nothing was called.</exception>
    /// <exception cref="DispatcherConfigurationException">What was said of the unit is wrong.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    /// <exception cref="Exception">The unit failed for good: its own exception.</exception>
    public async Task StartAsync(UnitHandle unit, CancellationToken cancellationToken = default)
    {
        var own = Own(unit);
        await _conductor.Requests.Start(own).WaitAsync(cancellationToken);
        _conductor.Requests.ThrowIfDown(own);
    }

    /// <summary>
    /// Stops a unit, and first all that need it, and returns when it is down; those that went down with it wait for it to come back. From inside one
    /// of these units it returns as soon as it is accepted. A stop by request outranks every automatic start. Of a group: all its members.
    /// </summary>
    /// <param name="unit">The unit.</param>
    /// <param name="cancellationToken">Ends the waiting only.</param>
    /// <exception cref="ArgumentException">The unit belongs to another dispatcher or was removed.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public async Task StopAsync(UnitHandle unit, CancellationToken cancellationToken = default) =>
        await _conductor.Requests.Stop(Own(unit), UnitWish.Down).WaitAsync(cancellationToken);

    /// <summary>
    /// Stops a unit, and first all that need it, brings them back, and returns when it is ready again, or when a stop cut that short. One that is not up is started. Its failures
    /// no longer count. From inside one of the units that are stopped it returns as soon as it is accepted. Of a group: all its members.
    /// </summary>
    /// <inheritdoc cref="StartAsync(UnitHandle, CancellationToken)"/>
    public async Task RestartAsync(UnitHandle unit, CancellationToken cancellationToken = default)
    {
        var own = Own(unit);
        await _conductor.Requests.Restart(own).WaitAsync(cancellationToken);
        _conductor.Requests.ThrowIfDown(own);
    }

    /// <summary>Stops a unit and forgets it, and returns when it is down; its name is free again once its run has ended. Of a group: all its members, and the group.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="cancellationToken">Ends the waiting only.</param>
    /// <exception cref="ArgumentException">The unit belongs to another dispatcher or was removed.</exception>
    /// <exception cref="InvalidOperationException">Other units need it; remove them first. Nothing was called.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public async Task RemoveAsync(UnitHandle unit, CancellationToken cancellationToken = default) =>
        await _conductor.Requests.Stop(Own(unit), UnitWish.Gone).WaitAsync(cancellationToken);

    /// <summary>
    /// Forgets a unit's failures: its limit and its delay begin anew. One that had failed for good counts as stopped by request, and waits to be started. Of a group: those of the
    /// group and all its members.
    /// </summary>
    /// <exception cref="ArgumentException">The unit belongs to another dispatcher or was removed.</exception>
    public void Reset(UnitHandle unit) => _conductor.Requests.Reset(Own(unit));

    /// <summary>What a request would do, were it made now: whom it would stop and start, or why it would be refused. Changes nothing.</summary>
    /// <exception cref="ArgumentException">The unit belongs to another dispatcher or was removed.</exception>
    public RequestPreview Preview(UnitRequest request, UnitHandle unit) => _conductor.Requests.Preview(request, Own(unit));

    // ---- by name

    /// <inheritdoc cref="StartAsync(UnitHandle, CancellationToken)"/>
    /// <exception cref="KeyNotFoundException">There is no such unit.</exception>
    public Task StartAsync(string unit, CancellationToken cancellationToken = default) => StartAsync(this[unit], cancellationToken);

    /// <inheritdoc cref="StopAsync(UnitHandle, CancellationToken)"/>
    /// <exception cref="KeyNotFoundException">There is no such unit.</exception>
    public Task StopAsync(string unit, CancellationToken cancellationToken = default) => StopAsync(this[unit], cancellationToken);

    /// <inheritdoc cref="RestartAsync(UnitHandle, CancellationToken)"/>
    /// <exception cref="KeyNotFoundException">There is no such unit.</exception>
    public Task RestartAsync(string unit, CancellationToken cancellationToken = default) => RestartAsync(this[unit], cancellationToken);

    /// <inheritdoc cref="RemoveAsync(UnitHandle, CancellationToken)"/>
    /// <exception cref="KeyNotFoundException">There is no such unit.</exception>
    public Task RemoveAsync(string unit, CancellationToken cancellationToken = default) => RemoveAsync(this[unit], cancellationToken);

    /// <inheritdoc cref="Reset(UnitHandle)"/>
    /// <exception cref="KeyNotFoundException">There is no such unit.</exception>
    public void Reset(string unit) => Reset(this[unit]);

    /// <inheritdoc cref="Preview(UnitRequest, UnitHandle)"/>
    /// <exception cref="KeyNotFoundException">There is no such unit.</exception>
    public RequestPreview Preview(UnitRequest request, string unit) => Preview(request, this[unit]);

    private Unit Own(UnitHandle unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        using var turn = _conductor.Engine.Enter();
        return _conductor.Engine.Graph.TryFind(unit.Name, out var known) && known == unit.Unit
            ? known
            : throw new ArgumentException($"Unit '{unit.Name}' belongs to another dispatcher or was removed. Ask that dispatcher, or add it again.", nameof(unit));
    }
}
