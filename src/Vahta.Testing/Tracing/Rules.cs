using System.Globalization;

namespace Vahta.Testing.Tracing;

/// <summary>What holds for every run of every dispatcher. Each rule gives a sentence for every time it was broken.</summary>
internal static class Rules
{
    /// <summary>G1: a teardown for every setup that succeeded, and for no other.</summary>
    public static IEnumerable<string> Pairing(Trace trace)
    {
        foreach (var run in trace.Calls.Where(call => call.Unit == UnitKind.Lifespan).GroupBy(call => (call.Dispatcher, call.Name, call.Run)))
        {
            var setUp = run.Any(call => call is { Kind: UserCallKind.Start, Succeeded: true });
            var tornDown = run.Count(call => call.Kind == UserCallKind.Stop);
            if (tornDown != (setUp ? 1 : 0))
            {
                yield return $"The teardown of '{run.Key.Name}' (run {run.Key.Run}) was called {tornDown} times; its setup {(setUp ? "succeeded" : "did not succeed")}.";
            }
        }
    }

    /// <summary>G6: runs of one unit do not overlap.</summary>
    public static IEnumerable<string> SingleRuns(Trace trace)
    {
        var alive = new Dictionary<(Dispatcher, string), int>();
        var leftBehind = new HashSet<(Dispatcher, string)>();
        foreach (var (dispatcher, happened) in trace.Told)
        {
            var unit = (dispatcher, happened.Unit ?? "");
            switch (happened)
            {
                case UnitStarting when alive.TryGetValue(unit, out var before):
                    yield return $"Run {happened.Run} of '{happened.Unit}' began before its run {before} had ended.";
                    break;
                case UnitStarting:
                    alive[unit] = happened.Run;
                    break;
                case UnitAbandoned:
                    leftBehind.Add(unit);
                    break;
                case UnitPending when leftBehind.Contains(unit):
                    break;
                case UnitStopped or UnitPending or UnitCompleted or UnitFailed or UnitEndedLate:
                    alive.Remove(unit);
                    leftBehind.Remove(unit);
                    break;
            }
        }
    }

    /// <summary>G3: what was thrown is told once.</summary>
    public static IEnumerable<string> ToldOnce(Trace trace)
    {
        var told = trace.Events.SelectMany(Failures).CountBy<Exception, object>(exception => exception, ReferenceEqualityComparer.Instance).ToDictionary<object, int>(ReferenceEqualityComparer.Instance);
        // Of a setup that failed in several ways, each is told by itself.
        bool IsTold(Exception exception) => told.ContainsKey(exception) || (exception is AggregateException several && several.InnerExceptions.All(told.ContainsKey));

        foreach (var (exception, times) in told)
        {
            if (times > 1)
            {
                yield return $"{EventText.Of((Exception)exception)} was told {times} times.";
            }
        }

        foreach (var call in trace.Calls.Where(call => !call.EndedTooLate))
        {
            foreach (var exception in call.Ended?.Exception?.InnerExceptions ?? [])
            {
                if (exception is not OperationCanceledException && !IsTold(exception))
                {
                    yield return $"{EventText.Of(exception)}, thrown by '{call.Name}', was not told.";
                }
            }
        }
    }

    /// <summary>G2: whoever starts stops, and in time.</summary>
    public static IEnumerable<string> EndedWithin(Trace trace, TimeSpan limit)
    {
        foreach (var life in trace.Told.GroupBy(told => told.Dispatcher, told => told.Event))
        {
            if (life.OfType<DispatcherStopped>().SingleOrDefault() is not { } stopped)
            {
                yield return $"The dispatcher has not stopped{(life.Any(happened => happened is StopAnnounced) ? "" : ", and nobody asked it to")}.";
            }
            else if (stopped.Took > limit)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"The dispatcher took {stopped.Took.TotalSeconds:0.###} s to stop, which was to take at most {limit.TotalSeconds:0.###} s.");
            }
        }
    }

    private static IEnumerable<Exception> Failures(LifecycleEvent happened) => happened switch
    {
        UnitFailed failed => failed.Exceptions,
        UnitAbandoned abandoned => abandoned.Exceptions,
        UnitEndedLate late => late.Exceptions,
        HookFailed hook => [hook.Exception],
        UnitReloaded { Exception: { } exception } => [exception],
        UnitItemFailed failed => failed.Exceptions,
        _ => [],
    };
}
