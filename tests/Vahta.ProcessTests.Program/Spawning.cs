namespace Vahta.ProcessTests.Programs;

/// <summary>Very many items through pools on real threads: none lost, none twice, nothing kept of them.</summary>
internal static class Spawning
{
    /// <summary>Spawns as many items as are said, one after the other has been accepted, and says what became of them and of the memory.</summary>
    public static async Task<int> Many(string[] args)
    {
        var count = int.Parse(args[0]);
        var run = new byte[count];
        var dispatcher = new Dispatcher(new() { HandleSignals = false });
        await dispatcher.StartAsync();
        await SpawnAsync(dispatcher, run, 0, 10_000);
        for (var time = 0; time < 2; time++)
        {
            Fill(dispatcher);
            await EmptiedAsync(dispatcher);
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);

        await SpawnAsync(dispatcher, run, 10_000, count);

        await EmptiedAsync(dispatcher);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        var report = await dispatcher.StopAsync();
        Stage.Say($"lost {run.Count(static times => times == 0)}, twice {run.Count(static times => times > 1)}");
        Stage.Say(kept < 1_000_000 ? "flat" : $"kept {kept} bytes");
        return report.ExitCode;
    }

    /// <summary>Posts from several threads to a pool that hands back what it has not begun, and stops in the middle.</summary>
    public static async Task<int> Stopped(string[] args)
    {
        var count = int.Parse(args[0]);
        var run = new int[count];
        var (accepted, left) = (new bool[count], 0);
        var dispatcher = new Dispatcher(new() { HandleSignals = false });
        var pool = dispatcher.AddPool<int>("items", async (item, _) =>
        {
            if (item % 16 == 0)
            {
                await Task.Yield();
            }

            Interlocked.Increment(ref run[item]);
        }, new() { Workers = 4 }).DrainWithin(TimeSpan.Zero).OnLeftOver((items, _) =>
        {
            left = items.Count;
            foreach (var item in items)
            {
                Interlocked.Increment(ref run[item]);
            }

            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();
        var posting = Enumerable.Range(0, 4).Select(first => Task.Run(() => PostAsync(first))).ToArray();
        while (!Volatile.Read(ref accepted[count / 2]))
        {
            await Task.Yield();
        }

        var report = await dispatcher.StopAsync();
        await Task.WhenAll(posting);

        var wrong = Enumerable.Range(0, count).Count(item => run[item] != (accepted[item] ? 1 : 0));
        Stage.Say($"wrong {wrong}");
        Stage.Say($"cut short {accepted.Count(static one => one) < count}");
        return report.ExitCode;

        async Task PostAsync(int first)
        {
            try
            {
                for (var item = first; item < count; item += 4)
                {
                    await pool.PostAsync(item);
                    Volatile.Write(ref accepted[item], true);
                }
            }
            catch (InvalidOperationException)
            {
                // The pool refuses: the stop has come.
            }
        }
    }

    private static async Task SpawnAsync(Dispatcher dispatcher, byte[] run, int from, int to)
    {
        for (var number = from; number < to; number++)
        {
            var mine = number;
            await dispatcher.SpawnAsync("item", _ =>
            {
                run[mine]++;
                return Task.CompletedTask;
            });
        }
    }

    // A queue keeps the room of its longest backlog. At first that is in pieces, of which the largest is too small; the second time it is in one, which lasts.
    private static void Fill(Dispatcher dispatcher)
    {
        var full = new TaskCompletionSource();
        while (dispatcher.TrySpawn("filling", _ => full.Task))
        {
        }

        full.SetResult();
    }

    private static async Task EmptiedAsync(Dispatcher dispatcher)
    {
        var emptied = new TaskCompletionSource();
        var left = 64;

        // As many as there are workers, each of which waits for the others: when all have come, nothing is in flight.
        for (var worker = 0; worker < 64; worker++)
        {
            await dispatcher.SpawnAsync("barrier", _ =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    emptied.SetResult();
                }

                return emptied.Task;
            });
        }

        await emptied.Task;
    }
}
