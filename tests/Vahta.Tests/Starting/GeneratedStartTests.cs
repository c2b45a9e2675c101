using CsCheck;
using Vahta.Tests.Graph;

namespace Vahta.Tests.Starting;

/// <summary>Graphs drawn at random, with setups and teardowns that take random times, of which one may fail, and a stop that may come at any time.</summary>
public sealed class GeneratedStartTests
{
    private static readonly Gen<(GeneratedGraph.Drawing Drawing, int[] Setups, int[] Teardowns)> s_applications =
        Gen.Select(GeneratedGraph.Acyclic, Gen.Int[0, 4].Array[12], Gen.Int[0, 2].Array[12]);

    [Fact]
    public void S2_a_start_and_a_stop_take_as_long_as_their_longest_chain() => s_applications.Sample(application =>
    {
        var (drawing, setups, teardowns) = application;
        Scenario.Explore(2, async world =>
        {
            var dispatcher = Define(world, drawing, setups, teardowns, failing: -1);

            var report = await dispatcher.LiveAsync(Entry.StartAsync);

            Assert.Equal(0, report.ExitCode);
            Assert.Equal(TimeSpan.FromSeconds(LongestChain(drawing, setups)), report.Starting);
            Assert.Equal(TimeSpan.FromSeconds(LongestChain(drawing, teardowns)), report.Stopping);
            AssertOrdered(world, drawing);
            Assert.Equal(drawing.Count, Numbers(world, "up").Count);
            AssertPaired(world);
        });
    }, iter: 100);

    [Fact]
    public void S4_whatever_fails_and_whenever_it_is_stopped_setups_and_teardowns_are_paired_and_ordered() =>
        Gen.Select(s_applications, Gen.Int[-1, 11], Gen.Int[0, 20]).Sample((application, failing, stopAt) =>
        {
            var (drawing, setups, teardowns) = application;
            Scenario.Explore(3, async world =>
            {
                var dispatcher = Define(world, drawing, setups, teardowns, failing);

                var running = dispatcher.RunAsync();
                await world.Delay(stopAt / 2.0);
                dispatcher.RequestStop();
                var report = await running;

                AssertPaired(world);
                AssertOrdered(world, drawing);
                Assert.All(drawing.Afters, after => Assert.True(Reached(world, after.Need) || !Reached(world, after.Unit)));
                Assert.Equal(report.Errors.Count == 0 ? 0 : report.Reason.Cause == StopCause.StartFailed ? 3 : 1, report.ExitCode);
                Assert.All(report.Errors, error => Assert.Equal($"u{failing}", error.Message));
                Assert.True(report.Errors.Count <= 1);
            });
        }, iter: 150);

    private static Dispatcher Define(Scenario world, GeneratedGraph.Drawing drawing, int[] setups, int[] teardowns, int failing)
    {
        var dispatcher = world.Application();
        for (var index = 0; index < drawing.Count; index++)
        {
            var name = GeneratedGraph.Name(index);
            var unit = index == failing
                ? dispatcher.AddLifespan(name, _ => FailsAsync(name), _ => NoteAsync($"{name} down"))
                : dispatcher.AddLifespan(name, world.Holds(name, setups[index], teardowns[index]));
            foreach (var (_, need) in drawing.Afters.Where(after => after.Unit == index))
            {
                unit.After(GeneratedGraph.Name(need));
            }
        }

        return dispatcher;

        Task NoteAsync(string what)
        {
            world.Note(what);
            return Task.CompletedTask;
        }

        async Task FailsAsync(string name)
        {
            await world.Delay(1);
            throw new IOException(name);
        }
    }

    private static int LongestChain(GeneratedGraph.Drawing drawing, int[] times)
    {
        var ends = new Dictionary<int, int>();
        return Enumerable.Range(0, drawing.Count).Max(EndOf);

        int EndOf(int unit) => ends.TryGetValue(unit, out var known)
            ? known
            : ends[unit] = times[unit] + drawing.Afters.Where(after => after.Unit == unit).Select(after => EndOf(after.Need)).DefaultIfEmpty().Max();
    }

    private static void AssertPaired(Scenario world)
    {
        var up = Numbers(world, "up");
        Assert.Equal(up.Order(), Numbers(world, "down").Order());
        Assert.Equal(up.Count, up.Distinct().Count());
    }

    private static void AssertOrdered(Scenario world, GeneratedGraph.Drawing drawing)
    {
        var up = Numbers(world, "up");
        var down = Numbers(world, "down");
        foreach (var (unit, need) in drawing.Afters.Where(after => up.Contains(after.Unit)))
        {
            Assert.True(up.IndexOf(need) >= 0 && up.IndexOf(need) < up.IndexOf(unit), $"u{unit} went up before u{need}.");
            Assert.True(down.IndexOf(unit) < down.IndexOf(need), $"u{need} went down before u{unit}.");
        }
    }

    private static bool Reached(Scenario world, int unit) => Numbers(world, "up").Contains(unit);

    private static List<int> Numbers(Scenario world, string what) =>
        [.. world.Journal.Where(noted => noted.EndsWith($" {what}", StringComparison.Ordinal)).Select(noted => GeneratedGraph.IndexOf(noted.Split(' ')[0]))];
}
