namespace Vahta.Tests.Requests;

/// <content>What must hold, once everything is quiet and at the end.</content>
internal sealed partial class RandomLife
{
    private void CheckStates()
    {
        if (_dispatcher.State != DispatcherState.Running)
        {
            return;
        }

        for (var me = 0; me < _units.Length; me++)
        {
            var state = _handles[me].State;
            var missing = NeedsOf(me).Where(need => !IsUp(need, KindOf(me, need), throughOptional: true)).ToList();
            var lost = NeedsOf(me).Where(need => KindOf(me, need) != Dependency.Optional && !RunsOnWithout(me, need) && !IsUp(need, KindOf(me, need), throughOptional: false)).ToList();
            Assert.False(state is UnitState.Starting or UnitState.Stopping, $"{_handles[me]} though everything is quiet.");
            Assert.False(state == UnitState.Pending && _fates[me].IsAsked && missing.Count == 0 && !WaitsForACrashLoop(me), $"{_handles[me]} though all it needs is ready.");
            Assert.False(state == UnitState.Skipped && _fates[me].IsAsked && !_fates[me].IsStopped && missing.Count == 0, $"{_handles[me]} though all it needs is ready.");
            Assert.All(lost, need => Assert.False(state == UnitState.Running, $"{_handles[me]} without {_handles[need]}."));
        }
    }

    // What only requires a unit that dies again and again, and had begun before, runs on while that is restarting.
    private bool RunsOnWithout(int me, int need) => KindOf(me, need) == Dependency.Required && _handles[need].State == UnitState.Restarting
        && _world.Told<UnitStarting>($"unit-{me}").Last().Elapsed < _world.Told<UnitRestarting>($"unit-{need}").Last().Elapsed;

    // A task that has ended is no need that is met to those bound to it, nor is one that was stopped after it had completed.
    private bool IsUp(int me, Dependency kind, bool throughOptional) => _handles[me].State switch
    {
        UnitState.Running => true,
        UnitState.Completed => !_fates[me].IsStopped && (kind != Dependency.Bound || _units[me].Kind == UnitKind.Job)
            && NeedsOf(me).All(need => (KindOf(me, need) == Dependency.Optional && !throughOptional) || IsUp(need, Dependency.Required, throughOptional)),
        _ => false,
    };

    // What is bound to a unit that dies again and again waits until that has proved itself, and who waits for it does, too.
    private bool WaitsForACrashLoop(int me) => _handles[me].State == UnitState.Pending
        && NeedsOf(me).Any(need => (KindOf(me, need) == Dependency.Bound && DiesAgainAndAgain(need)) || WaitsForACrashLoop(need));

    private bool DiesAgainAndAgain(int me) =>
        _world.Told<UnitRestarting>($"unit-{me}").Any(restart => restart.Attempt > 1 && restart.Elapsed > _world.Now - TimeSpan.FromSeconds(61));

    private Dependency KindOf(int me, int need) => (Dependency)(_units[me].Needs[need] - 1);

    private void CheckEvents()
    {
        LegalSequences.Check(_world.Events);
        var told = _world.Events.SelectMany(static happened => happened switch
        {
            UnitFailed failed => failed.Exceptions,
            UnitRestarting restarting => restarting.Exceptions,
            UnitAbandoned abandoned => abandoned.Exceptions,
            UnitEndedLate late => late.Exceptions,
            _ => [],
        }).ToList();
        Assert.All(_thrown, thrown => Assert.Single(told, other => ReferenceEquals(other, thrown)));
        Assert.All(_world.Told<UnitRemoved>(), removed => Assert.DoesNotContain(_world.Events, later => later.Unit == removed.Unit && later.Sequence > removed.Sequence && later is not UnitEndedLate));
    }
}
