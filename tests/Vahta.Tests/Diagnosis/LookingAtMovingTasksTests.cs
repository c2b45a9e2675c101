using System.Threading.Channels;
using Vahta.Diagnosis;

namespace Vahta.Tests.Diagnosis;

public sealed class LookingAtMovingTasksTests
{
    private const int Walks = 20_000;

    [Fact]
    public void A_completed_task_is_nowhere()
    {
        Assert.Null(AwaitTrace.Find(Task.CompletedTask));
        Assert.Null(AwaitTrace.Find(Task.FromException(new InvalidOperationException())));
        Assert.Null(AwaitTrace.Find(Task.FromCanceled(new CancellationToken(canceled: true))));
        Assert.Null(AwaitTrace.Find(null!));
    }

    [Fact]
    public void A_chain_longer_than_the_walk_is_cut_off_and_still_told()
    {
        var found = AwaitTrace.Find(Recurse(5_000));

        Assert.Equal("LookingAtMovingTasksTests.A_chain_longer_than_the_walk_is_cut_off_and_still_told.Recurse", found?.Method);

        static async Task Recurse(int levels) => await (levels > 0 ? Recurse(levels - 1) : new TaskCompletionSource().Task);
    }

    [Fact]
    public void Many_tasks_awaited_at_once_are_looked_at_in_part()
    {
        Task<int>[] many = [.. Enumerable.Range(0, 10_000).Select(_ => Stuck())];

        Assert.Equal(Marker.LineOf("one of many"), AwaitTrace.Find(Task.WhenAll(many))?.Line);

        static async Task<int> Stuck()
        {
            await new TaskCompletionSource().Task; /*one of many*/
            return 1;
        }
    }

    [Fact]
    public void Tasks_that_await_each_other_do_not_hold_the_walk()
    {
        var gate = new TaskCompletionSource<Task>();
        var first = Await(gate.Task);
        var second = Await(Task.FromResult<Task>(first));
        gate.SetResult(second);

        Assert.Equal("other", AwaitTrace.Find(first)?.Callee);

        static async Task Await(Task<Task> gate)
        {
            var other = await gate;
            await Task.WhenAll(await ReadyAsync(other), await ReadyAsync(other));
        }

        static async Task<Task<int>> ReadyAsync(Task other) => await Task.FromResult(As(other));

        static async Task<int> As(Task other)
        {
            await other;
            return 1;
        }
    }

    [Fact]
    public async Task Looking_never_fails_while_tasks_move()
    {
        using var stop = new CancellationTokenSource();
        var channel = Channel.CreateBounded<string>(4);
        Task[] moving = [Produce(), Consume(), Turn()];

        var seen = 0;
        for (var walk = 0; walk < Walks; walk++)
        {
            if (AwaitTrace.Find(moving[walk % moving.Length]) is { } site && site.ToString().Length > 0)
                seen++;
        }

        await stop.CancelAsync();
        foreach (var task in moving)
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.All(moving, task => Assert.NotEqual(TaskStatus.Faulted, task.Status));
        Assert.InRange(seen, Walks / 2, Walks);

        async Task Produce()
        {
            for (var i = 0; ; i++)
                await channel.Writer.WriteAsync(new string('x', i % 50), stop.Token);
        }

        async ValueTask<int> Take()
        {
            var text = await channel.Reader.ReadAsync(stop.Token);
            await Task.Yield();
            return text.Length;
        }

        async Task Consume()
        {
            while (true)
                await Take();
        }

        async Task Turn()
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Yield();
                GC.KeepAlive(new byte[10]);
            }
        }
    }
}
