using System.Collections.Concurrent;

namespace Vahta.ProcessTests.Programs;

/// <summary>Many short lives of random applications on real threads, with stops and requests from all sides, each life checked at its end.</summary>
internal static class Racing
{
    private const int Units = 16;

    /// <summary>The number of lives and a first seed; says the seed of a life in which a promise was broken.</summary>
    public static async Task<int> Lives(string[] args)
    {
        var (lives, first) = (int.Parse(args[0]), int.Parse(args[1]));
        for (var seed = first; seed < first + lives; seed++)
        {
            if (await new Life(seed).BrokenAsync() is { } broken)
            {
                Stage.Say($"seed {seed}: {broken}");
                return 1;
            }
        }

        Stage.Say($"{lives} lives kept every promise");
        return 0;
    }

    private sealed class Life
    {
        private readonly Random _random;
        private readonly Dispatcher _dispatcher = new(new() { HandleSignals = false });
        private readonly List<UnitHandle> _units = [];
        private readonly ConcurrentDictionary<(int Unit, int Run), int> _up = new();
        private readonly int[] _alive = new int[Units];
        private readonly int[][] _needs = new int[Units][];
        private readonly ConcurrentQueue<string> _broken = new();
        private EventSubscription? _events;

        public Life(int seed)
        {
            _random = new(seed);
            for (var index = 0; index < Units; index++)
            {
                Add(index);
            }
        }

        public async Task<string?> BrokenAsync()
        {
            _events = _dispatcher.Subscribe();
            var started = Settled(_dispatcher.StartAsync());
            var delay = _random.Next(6);
            List<(int Kind, int Unit, int After)> asked = [.. Enumerable.Range(0, 6).Select(_ => (_random.Next(3), _random.Next(Units), _random.Next(4)))];
            var requests = asked.Select(request => Task.Run(() => AskAsync(request.Kind, request.Unit, request.After))).ToList();
            await Task.Delay(delay);
            var stops = Enumerable.Range(0, 3).Select(_ => Task.Run(() => _dispatcher.StopAsync())).ToList();
            var reports = await Task.WhenAll(stops).WaitAsync(TimeSpan.FromSeconds(20));
            await Task.WhenAll([started, .. requests]).WaitAsync(TimeSpan.FromSeconds(20));
            foreach (var ((unit, run), balance) in _up)
            {
                Check(balance == 0, $"run {run} of unit {unit} has {balance} setups without a teardown");
            }

            Check(reports.Distinct().Count() == 1, "the stops got different reports");
            Check(reports[0].Units.All(unit => unit.State is not (UnitState.Starting or UnitState.Running or UnitState.Stopping or UnitState.Pending)), $"a unit is still there:\n{reports[0]}");
            Check(reports[0].Units.All(unit => unit.State != UnitState.Abandoned), $"a unit was abandoned:\n{reports[0]}");
            return _broken.TryPeek(out var broken) ? $"{broken}\n{await TimelineAsync()}" : null;
        }

        private async Task<string> TimelineAsync()
        {
            var lines = new List<string>();
            await foreach (var happened in _events!)
            {
                lines.Add($"{happened.Elapsed.TotalMilliseconds,8:0.00} ms  {happened.Unit,-8} {happened.Run} {happened.GetType().Name}");
            }

            return string.Join('\n', lines);
        }

        private void Add(int index)
        {
            _needs[index] = [.. Enumerable.Range(0, index).Where(_ => _random.Next(4) == 0)];
            var (kind, setup, fails) = (_random.Next(3), _random.Next(3), _random.Next(12) == 0);
            var unit = kind switch
            {
                0 => _dispatcher.AddLifespan($"unit-{index}", context => HoldAsync(context, index, setup, fails)),
                1 => _dispatcher.AddJob($"unit-{index}", (context, ct) => WorkAsync(context, index, setup, fails, ct)),
                _ => _dispatcher.AddTask($"unit-{index}", (context, ct) => ServeAsync(context, index, setup, fails, ct)),
            };
            foreach (var need in _needs[index])
            {
                unit.After(_units[need]);
            }

            _units.Add(fails ? unit.IgnoreFailure() : unit);
        }

        private async IAsyncEnumerable<int> HoldAsync(UnitContext unit, int index, int setup, bool fails)
        {
            await Task.Delay(setup, unit.Stopping);
            Fail(fails);
            Up(unit, index);
            yield return index;
            await Task.Delay(setup);
            Down(unit, index);
        }

        private async Task WorkAsync(UnitContext unit, int index, int setup, bool fails, CancellationToken stopping)
        {
            Up(unit, index);
            try
            {
                await Task.Delay(setup, stopping);
                Fail(fails);
            }
            finally
            {
                Down(unit, index);
            }
        }

        private async Task ServeAsync(UnitContext unit, int index, int setup, bool fails, CancellationToken stopping)
        {
            Up(unit, index);
            try
            {
                await Task.Delay(setup, stopping);
                Fail(fails);
                await Task.Delay(Timeout.Infinite, stopping);
            }
            finally
            {
                Down(unit, index);
            }
        }

        private void Up(UnitContext unit, int index)
        {
            Check(Interlocked.Increment(ref _alive[index]) == 1, $"two runs of unit {index} overlap");
            _up.AddOrUpdate((index, unit.Run), 1, (_, balance) => balance + 1);
        }

        private void Down(UnitContext unit, int index)
        {
            for (var other = index + 1; other < Units; other++)
            {
                // A need that ends by itself may do so before those who need it; one that is told to stop may not.
                Check(!unit.Stopping.IsCancellationRequested || !_needs[other].Contains(index) || Volatile.Read(ref _alive[other]) == 0, $"unit {index} stopped before unit {other}, which needs it");
            }

            Interlocked.Decrement(ref _alive[index]);
            _up.AddOrUpdate((index, unit.Run), -1, (_, balance) => balance - 1);
        }

        private async Task AskAsync(int kind, int unit, int after)
        {
            await Task.Delay(after);
            await Settled(kind switch
            {
                0 => _dispatcher.StopAsync(_units[unit]),
                1 => _dispatcher.StartAsync(_units[unit]),
                _ => Task.Run(() => _dispatcher.Snapshot()),
            });
        }

        private void Check(bool kept, string broken)
        {
            if (!kept)
            {
                _broken.Enqueue(broken);
            }
        }

        private static void Fail(bool fails)
        {
            if (fails)
            {
                throw new IOException("as it was meant to");
            }
        }

        // What was refused or failed is the application's own; only that it comes to an end counts here.
        private static async Task Settled(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
