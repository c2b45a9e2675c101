namespace Vahta.Tests.Harness;

/// <summary>The events of each unit, against the states of DESIGN 4.1.</summary>
internal static class LegalSequences
{
    private static readonly Dictionary<Type, Type[]> s_after = new()
    {
        [typeof(UnitRestarting)] = [typeof(UnitPending), typeof(UnitStopped)],
        [typeof(UnitStarting)] = [typeof(UnitReady), typeof(UnitRestarting), typeof(UnitCompleted), typeof(UnitStopping), typeof(UnitFailed), typeof(UnitAbandoned)],
        [typeof(UnitReady)] = [typeof(UnitRestarting), typeof(UnitCompleted), typeof(UnitStopping), typeof(UnitFailed), typeof(UnitAbandoned)],
        [typeof(UnitStopping)] = [typeof(UnitStopped), typeof(UnitRestarting), typeof(UnitPending), typeof(UnitFailed), typeof(UnitAbandoned)],
        [typeof(UnitPending)] = [typeof(UnitStarting), typeof(UnitSkipped), typeof(UnitStopped)],
        [typeof(UnitStopped)] = [typeof(UnitPending)],
        [typeof(UnitCompleted)] = [typeof(UnitPending)],
        [typeof(UnitFailed)] = [typeof(UnitPending), typeof(UnitStopped)],
        [typeof(UnitSkipped)] = [typeof(UnitPending)],
        [typeof(UnitAbandoned)] = [typeof(UnitPending), typeof(UnitStopped)],
    };

    public static void Check(IReadOnlyList<LifecycleEvent> events)
    {
        Assert.Equal(Enumerable.Range(1, events.Count).Select(sequence => (long)sequence), events.Select(happened => happened.Sequence));
        Assert.Equal(events.Select(happened => happened.Elapsed).Order(), events.Select(happened => happened.Elapsed));
        foreach (var unit in events.Where(happened => happened.Unit is not null).GroupBy(happened => happened.Unit))
        {
            Type last = typeof(UnitPending);
            var run = 0;
            foreach (var happened in unit.Where(happened => s_after.ContainsKey(happened.GetType())))
            {
                if (happened is UnitFailed && last == typeof(UnitStopped) && happened.Run == run)
                {
                    // A callback of its token threw when its run was already over: told late, and no step.
                    continue;
                }

                Assert.True(s_after[last].Contains(happened.GetType()), $"Unit '{unit.Key}': {happened.GetType().Name} after {last.Name}.");
                last = happened.GetType();
                run += happened is UnitStarting ? 1 : 0;
                Assert.True(happened.Run == run || happened is UnitPending or UnitSkipped or UnitStopped { Run: 0 }, $"Unit '{unit.Key}': {happened} in run {run}.");
            }
        }
    }
}
