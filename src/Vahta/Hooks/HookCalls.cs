using Vahta.Diagnosis;
using Vahta.Supervision;

namespace Vahta.Hooks;

/// <summary>The hooks of a dispatcher: called one after the other in the order of registration, each one's error contained and told.</summary>
internal sealed class HookCalls(Engine engine)
{
    private static readonly Task<Exception?> s_nothing = Task.FromResult<Exception?>(null);

    private readonly List<Hook>[] _hooks = [[], [], [], []];

    public void Add(HookPoint point, Hook hook)
    {
        using var turn = engine.Enter();
        if (engine.State != DispatcherState.Idle)
        {
            throw new InvalidOperationException($"The dispatcher is {engine.State} and takes no more hooks. Register {point} before the start.");
        }

        _hooks[(int)point].Add(hook);
    }

    public bool Any(HookPoint point) => _hooks[(int)point].Count > 0;

    /// <summary>Calls the hooks of a point, and leaves behind the one that is running at the cutoff with those that come after it.</summary>
    /// <returns>The first thing thrown; null when all went well.</returns>
    public Task<Exception?> RunAsync(HookPoint point, CancellationToken token, Task cutoff) => Any(point) ? CallAsync(point, token, cutoff) : s_nothing;

    private async Task<Exception?> CallAsync(HookPoint point, CancellationToken token, Task cutoff)
    {
        Exception? first = null;
        var hooks = _hooks[(int)point];
        for (var index = 0; index < hooks.Count && !IsOver(point, first, token); index++)
        {
            var name = $"{point} #{index + 1}";
            if (cutoff.IsCompleted)
            {
                if (hooks[index].MayBeMissed)
                {
                    continue;
                }

                var missed = Tell(name, [new TimeoutException($"Hook {name} was not called: the time for hooks was used up by those before it. Make them shorter.")]);
                first ??= missed;
                continue;
            }

            var call = new HookCall(engine, name, hooks[index].Call, token);
            engine.Queue(call);
            await Task.WhenAny(call.Ended, cutoff);
            if (!call.Ended.IsCompleted && hooks[index].MayBeMissed)
            {
                // What it began goes on, and is nobody's failure.
                _ = TellLateAsync(name, call);
                continue;
            }

            var errors = call.Ended.IsCompleted ? await call.Ended : LeaveBehind(name, call);
            if (errors.Count > 0)
            {
                var told = Tell(name, errors);
                first ??= told;
            }
        }

        return first;
    }

    // A hook before the start that throws ends it, and a start that is cut short calls no more of its own.
    private static bool IsOver(HookPoint point, Exception? first, CancellationToken token) =>
        token.IsCancellationRequested || (point == HookPoint.OnStarting && first is not null);

    private IReadOnlyList<Exception> LeaveBehind(string name, HookCall call)
    {
        _ = TellLateAsync(name, call);
        var site = call.Running is { } running ? AwaitTrace.Find(running) : null;
        return [new TimeoutException($"Hook {name} did not end in time and was left behind.{(site is null ? "" : $" It is awaiting at {site}.")} Make it shorter, or do the work in a unit.")];
    }

    // What it throws once nobody waits for it any more is told all the same.
    private async Task TellLateAsync(string name, HookCall call)
    {
        if (await call.Ended is { Count: > 0 } errors)
        {
            Tell(name, errors);
        }
    }

    /// <summary>Tells what a hook threw, and that it counts.</summary>
    public Exception Tell(string name, IReadOnlyList<Exception> errors)
    {
        using var turn = engine.Enter();
        engine.Errors.AddRange(errors);
        engine.AnyUnitFailed = true;
        foreach (var error in errors)
        {
            engine.Tell(turn, new HookFailed(name, error));
        }

        return errors[0];
    }
}
