using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Hosting.Adoption;

/// <summary>A hosted service as the body of a unit: started, held, stopped; a new instance for each run but the first.</summary>
internal sealed class HostedBody(Type type, UnitKind kind) : UnitBody
{
    private HostedOrigin _origin;
    private Action? _announce;

    // the run's, one after the other; read by whoever looks where it hangs
    private volatile HostedLife? _life;
    private volatile bool _isStopping;

    public Type Type => type;

    public override UnitKind Kind => kind;

    public override bool HasTeardown => true;

    public override bool OnlyWaitsToEnd => kind == UnitKind.WebServer || _life?.OnlyWaitsToEnd == true;

    public override Delegate? Code => _life?.Code;

    public override (Task? Task, bool IsInCall) InFlight => _life?.InFlight(_isStopping) ?? default;

    public bool IsBound => _origin.First is not null;

    /// <summary>The instance of the first run until there are others; null where the unit makes its own.</summary>
    public HostedLife? Life => _life;

    public static UnitHandle Add(Dispatcher dispatcher, string name, HostedBody body) => new(((IUnitCollection)dispatcher).Add(name, body));

    /// <summary>It is the unit of a service that the container has made.</summary>
    /// <param name="origin">Where its instances come from.</param>
    /// <param name="announce">Tells the host's phases that the application stops, if it does.</param>
    public void Bind(HostedOrigin origin, Action announce)
    {
        _origin = origin;
        _announce = announce;
        _life = new(origin.First);
    }

    public override Task Start(UnitContext context) => Start(context.OwnRun);

    public override Task Start(UnitRun run)
    {
        _isStopping = false;
        var life = IsBound && run.Number == 1 ? _life! : _life = new(Instance(run.Context));
        return life.HasPhases ? StartAsync(life, run, run.Context) : life.StartAsync(run);
    }

    public override bool TryStartAtOnce(UnitRun run)
    {
        if (!IsBound || run.Number != 1 || !_life!.TryStartAtOnce(run))
        {
            return false;
        }

        _isStopping = false;
        return true;
    }

    public override Task Close(UnitContext context) => Close(context.OwnRun);

    public override Task Close(UnitRun run)
    {
        _isStopping = true;
        _announce?.Invoke();
        var life = _life!;
        return life.HasPhases ? StopAsync(life, run.Context) : OnlyEnding(run)?.EndAsync() ?? life.StopAsync(run.Context);
    }

    // Its own; another is that of a call which did not get so far.
    public override bool HasTold(UnitRun run, Task ended) => OnlyEnding(run)?.Ended == ended;

    public override ExecutionContext? KeptContext(UnitRun run) => OnlyEnding(run)?.Context;

    // What is all there is to end, and tells how it ended. An environment may have calls fail that do not.
    private CalledExecution? OnlyEnding(UnitRun run) => run.Engine.Environment is null && _life is { HasPhases: false } life ? life.OnlyEnding : null;

    private async Task StartAsync(HostedLife life, UnitRun run, UnitContext context)
    {
        await life.StartingAsync(context.Stopping);
        await life.StartAsync(run);
        if (IsBound && !context.Dispatcher.WasReady)
        {
            // All are told, once all have started.
            return;
        }

        try
        {
            await life.StartedAsync(context.Stopping);
        }
        catch
        {
            await life.StopAsync(context);
            throw;
        }
    }

    private async Task StopAsync(HostedLife life, UnitContext context)
    {
        var failures = new List<Exception>();
        await TryAsync(failures, () => life.StoppingAsync(context.Aborting));
        await TryAsync(failures, () => life.StopAsync(context));
        if (_origin.First != life.Service || context.Dispatcher.StopReason is null)
        {
            // Else all are told, once all have stopped; but what the run owns is gone by then.
            await TryAsync(failures, () => life.StoppedAsync(context.Aborting));
        }

        if (failures.Count > 0)
        {
            throw new SeveralFailures(failures);
        }
    }

    // A step that fails keeps none after it from being made.
    private static async Task TryAsync(List<Exception> failures, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (SeveralFailures several)
        {
            failures.AddRange(several.InnerExceptions);
        }
        catch (Exception exception)
        {
            failures.Add(exception);
        }
    }

    private IHostedService Instance(UnitContext context) => IsBound ? _origin.Make(context)
        : (IHostedService?)context.Services.GetKeyedService(type, context.Name)
        ?? (IHostedService?)context.Services.GetService(type)
        ?? context.OwnIfDisposable((IHostedService)ActivatorUtilities.CreateInstance(context.Services, type));
}
