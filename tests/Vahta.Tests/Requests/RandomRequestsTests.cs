using CsCheck;

namespace Vahta.Tests.Requests;

/// <summary>Random requests at random moments, in random interleavings: whatever is asked for, runs pair up and never overlap.</summary>
public sealed class RandomRequestsTests
{
    private const int Units = 5;

    private static readonly Gen<Request[]> s_requests =
        Gen.Select(Gen.Int[0, Units - 1], Gen.Int[0, 3], Gen.Int[0, 6]).Select((unit, what, pause) => new Request(unit, what, pause / 4.0)).Array[1, 25];

    // 3 <- 1 <- 0, 3 <- 2 <- 0, 4 stands alone.
    private static readonly int[][] s_needs = [[], [0], [0], [1, 2], []];

    [Fact]
    public void G6_no_two_runs_of_a_unit_overlap_and_teardowns_match_setups_whatever_is_asked() =>
        Gen.Select(s_requests, Gen.Int[1, 1_000_000]).Sample((requests, seed) => Scenario.Run(seed, async world =>
        {
            var dispatcher = world.Dispatcher();
            var going = new int[Units];
            var ready = new bool[Units];
            var setups = new int[Units];
            var teardowns = new int[Units];
            var handles = new UnitHandle[Units];
            for (var index = 0; index < Units; index++)
            {
                var me = index;
                handles[index] = dispatcher.AddLifespan<int>($"unit-{index}", unit => Life(me, unit));
                foreach (var need in s_needs[index])
                {
                    handles[index].After(handles[need]);
                }
            }

            await dispatcher.StartAsync();
            var asked = new List<Task>();
            foreach (var request in requests)
            {
                asked.Add(Ask(request));
                if (request.Pause > 0)
                {
                    await world.Delay(request.Pause);
                }
            }

            await world.Delay(10);
            Assert.All(asked, task => Assert.True(task.IsCompleted, "A request is still waiting though everything is quiet."));
            foreach (var handle in handles)
            {
                Assert.True(handle.State is UnitState.Running or UnitState.Stopped or UnitState.Pending, handle.ToString());
            }

            var report = await dispatcher.StopAsync();

            Assert.Equal(setups, teardowns);
            Assert.All(going, count => Assert.Equal(0, count));
            Assert.Equal((0, 0), (report.ExitCode, report.Errors.Count));
            await world.QuietAsync();
            LegalSequences.Check(world.Events);

            async IAsyncEnumerable<int> Life(int me, UnitContext unit)
            {
                Assert.Equal(1, ++going[me]);
                try
                {
                    Assert.All(s_needs[me], need => Assert.True(ready[need], $"{me} starts without {need}"));
                    await world.Delay(0.3, unit.Stopping);
                    setups[me]++;
                    ready[me] = true;
                    yield return me;
                    ready[me] = false;
                    Assert.All(Enumerable.Range(0, Units).Where(other => s_needs[other].Contains(me)), other => Assert.Equal(0, going[other]));
                    teardowns[me]++;
                    await world.Delay(0.3);
                }
                finally
                {
                    going[me]--;
                }
            }

            async Task Ask(Request request)
            {
                try
                {
                    await (request.What == 0 ? dispatcher.StopAsync(handles[request.Unit]) : dispatcher.StartAsync(handles[request.Unit]));
                }
                catch (InvalidOperationException)
                {
                    // Refused, since a need is stopped by request.
                }
            }
        }), iter: 150, threads: 1);

    private sealed record Request(int Unit, int What, double Pause);
}
