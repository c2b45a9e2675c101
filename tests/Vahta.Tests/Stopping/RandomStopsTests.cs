using CsCheck;

namespace Vahta.Tests.Stopping;

/// <summary>Random graphs, faults, moments to stop and interleavings, and what must hold for every one of them.</summary>
public sealed class RandomStopsTests
{
    private enum Fault
    {
        None,
        ThrowsAtStart,
        HangsAtStart,
        IgnoresStop,
        ThrowsAtStop,
        HangsAtStop,
        ThrowsInBetween,
        EndsInBetween,
        ThrowsOnToken,
    }

    private static readonly Gen<Plan> s_plans = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 255], Gen.Int[0, 3], Gen.Int[0, 40], Gen.Select(Gen.Int[0, 30], Gen.Int[0, 30]), Gen.Bool)
        .Select((kind, needs, edge, fault, times, ignored) => new Plan(
            (UnitKind)kind, needs, edge == 0 ? null : (Dependency)(edge - 1), fault < Enum.GetValues<Fault>().Length ? (Fault)fault : Fault.None, times.Item1 / 10.0, times.Item2 / 10.0, ignored));

    private static readonly Gen<Application> s_applications = Gen.Select(
        s_plans.Array[1, 7], Gen.Int[0, 60], Gen.Int[-20, 20], Gen.OneOf(Gen.Const(25), Gen.Int[1, 25], Gen.Const(0)), Gen.Int[1, 1_000_000],
        (units, stop, hurry, budget, seed) => new Application(units, stop / 10.0, hurry <= 0 ? null : hurry / 10.0, budget, seed));

    [Fact]
    public void G1_G2_G3_G4_whatever_fails_and_whenever_the_stop_comes_the_guarantees_hold() =>
        s_applications.Sample(application => Scenario.Run(application.Seed, world => new Life(world, application).RunAsync()), iter: 400, threads: 1);

    private sealed record Plan(UnitKind Kind, int Needs, Dependency? Edge, Fault Fault, double Start, double Stop, bool IsIgnored);

    private sealed record Application(Plan[] Units, double StopAt, double? HurryAfter, int Budget, int Seed)
    {
        public override string ToString() => $"stop at {StopAt}, hurry after {HurryAfter}, budget {Budget}, seed {Seed}\n{string.Join<Plan>('\n', Units)}";
    }

    private sealed class Life(Scenario world, Application application)
    {
        private readonly CancellationTokenSource _hurry = new();
        private readonly List<(Exception Thrown, bool IsIgnored)> _thrown = [];
        private readonly int[] _setups = new int[application.Units.Length];
        private readonly int[] _teardowns = new int[application.Units.Length];
        private readonly List<string> _broken = [];
        private Dispatcher _dispatcher = null!;

        public async Task RunAsync()
        {
            _dispatcher = world.Dispatcher(options => options.StopBudget = TimeSpan.FromSeconds(application.Budget));
            for (var index = 0; index < application.Units.Length; index++)
            {
                Add(index);
            }

            var starting = _dispatcher.StartAsync();
            await world.Delay(application.StopAt);
            var stopping = _dispatcher.StopAsync(_hurry.Token);
            if (application.HurryAfter is { } after)
            {
                await world.Delay(after);
                _hurry.Cancel();
            }

            var report = await stopping;
            await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            var tookTooLong = report.Stopping > TimeSpan.FromSeconds(application.Budget == 0 ? 5 : application.Budget);
            await world.Delay(100);
            await world.QuietAsync();

            Assert.Empty(_broken);
            Assert.False(tookTooLong, $"The stop took {report.Stopping}.");
            Assert.Equal(_setups, _teardowns);
            LegalSequences.Check(world.Events);
            ToldOnce(report);
            Assert.All(report.Units, unit => Assert.False(unit.State is UnitState.Pending or UnitState.Starting or UnitState.Running or UnitState.Stopping, unit.ToString()));
        }

        // What was thrown before the report is in it once; each is told by one event once, also where it came too late for the report.
        private void ToldOnce(RunReport report)
        {
            var told = world.Events.SelectMany(happened => happened switch
            {
                UnitFailed failed => failed.Exceptions,
                UnitEndedLate late => late.Exceptions,
                _ => [],
            }).ToList();
            var inReport = report.Units.SelectMany(unit => unit.Errors).ToList();
            var isOpen = world.Events[^1] is not DispatcherStopped;
            foreach (var (thrown, isIgnored) in _thrown)
            {
                var unit = thrown.Message.Split(' ')[^1];
                var least = (isOpen || inReport.Contains(thrown)) && world.Told<UnitAbandoned>(unit).Count == 0 ? 1 : 0;
                Assert.InRange(told.Count(one => one == thrown), least, 1);
                Assert.True(inReport.Count(one => one == thrown) <= 1, $"{thrown.Message} is reported twice.");
                Assert.Equal(isIgnored ? 0 : inReport.Count(one => one == thrown), report.Errors.Count(one => one == thrown));
            }

            Assert.Equal(report.Errors.Count, report.Errors.Distinct().Count());
            Assert.Equal(world.Told<UnitAbandoned>().Count, report.Units.Count(unit => unit.State == UnitState.Abandoned));
        }

        private void Add(int index)
        {
            var plan = application.Units[index];
            UnitHandle unit = plan.Kind switch
            {
                UnitKind.Task => _dispatcher.AddTask($"unit-{index}", (unit, _) => Task(index, unit)),
                UnitKind.Job => _dispatcher.AddJob($"unit-{index}", (unit, _) => Job(index, unit)),
                _ => _dispatcher.AddLifespan<int>($"unit-{index}", unit => Lifespan(index, unit)),
            };
            unit.StopWithin(TimeSpan.FromSeconds(3)).StartWithin(TimeSpan.FromSeconds(4));
            if (plan.IsIgnored)
            {
                unit.IgnoreFailure();
            }

            foreach (var need in NeedsOf(index))
            {
                _ = plan.Edge is { } edge ? unit.After($"unit-{need}", edge) : unit.After($"unit-{need}");
            }
        }

        private async IAsyncEnumerable<int> Lifespan(int index, UnitContext unit)
        {
            var plan = application.Units[index];
            await Begin(index, unit);
            _setups[index]++;
            yield return index;
            _teardowns[index]++;
            DependentsAreDown(index, "is torn down");
            await End(plan);
        }

        private async Task Task(int index, UnitContext unit)
        {
            var plan = application.Units[index];
            await Begin(index, unit);
            if (plan.Fault is Fault.ThrowsInBetween or Fault.EndsInBetween)
            {
                await world.Delay(1, unit.Stopping);
                if (plan.Fault == Fault.ThrowsInBetween)
                {
                    throw Thrown(index);
                }

                return;
            }

            if (plan.Fault == Fault.IgnoresStop)
            {
                await world.Delay(20);
                return;
            }

            await world.Fires(unit.Stopping);
            if (!_hurry.IsCancellationRequested && application.Budget > 0)
            {
                DependentsAreDown(index, "is told to stop");
            }

            await End(plan, index);
        }

        private async Task Job(int index, UnitContext unit)
        {
            await Begin(index, unit);
            if (application.Units[index].Fault == Fault.ThrowsInBetween)
            {
                throw Thrown(index);
            }
        }

        private async Task Begin(int index, UnitContext unit)
        {
            var plan = application.Units[index];
            if (_dispatcher.Snapshot().Reason is not null)
            {
                _broken.Add($"{index} began after the announcement");
            }

            if (plan.Fault == Fault.ThrowsOnToken)
            {
                var thrown = Thrown(index);
                _thrown.RemoveAt(_thrown.Count - 1);
                unit.Stopping.Register(() =>
                {
                    _thrown.Add((thrown, plan.IsIgnored));
                    throw thrown;
                });
            }

            await world.Delay(plan.Fault == Fault.HangsAtStart ? 30 : plan.Start, plan.Fault == Fault.HangsAtStart ? default : unit.Stopping);
            if (plan.Fault == Fault.ThrowsAtStart)
            {
                throw Thrown(index);
            }
        }

        private async Task End(Plan plan, int? index = null)
        {
            await world.Delay(plan.Fault == Fault.HangsAtStop ? 40 : plan.Stop);
            if (plan.Fault == Fault.ThrowsAtStop)
            {
                throw Thrown(index ?? Array.IndexOf(application.Units, plan));
            }
        }

        private IOException Thrown(int index)
        {
            var thrown = new IOException($"{application.Units[index].Fault} of unit-{index}");
            _thrown.Add((thrown, application.Units[index].IsIgnored));
            return thrown;
        }

        private void DependentsAreDown(int index, string what)
        {
            var snapshot = _dispatcher.Snapshot();
            if (snapshot.Of($"unit-{index}").State == UnitState.Abandoned || snapshot.Reason is null)
            {
                return;
            }

            foreach (var dependent in DependentsOf(index).Where(dependent => snapshot.Of($"unit-{dependent}").State is UnitState.Starting or UnitState.Running or UnitState.Stopping))
            {
                _broken.Add($"{index} {what} while {dependent} is {snapshot.Of($"unit-{dependent}").State}");
            }
        }

        private IEnumerable<int> NeedsOf(int index) => Enumerable.Range(0, index).Where(need => (application.Units[index].Needs & (1 << need)) != 0);

        private HashSet<int> DependentsOf(int index)
        {
            var found = new HashSet<int>();
            for (var other = index + 1; other < application.Units.Length; other++)
            {
                if (NeedsOf(other).Any(need => need == index || found.Contains(need)))
                {
                    found.Add(other);
                }
            }

            return found;
        }
    }
}
