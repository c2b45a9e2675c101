using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Vahta.Tests.Diagnosis;

/// <summary>The shapes in which tasks hang in the wild.</summary>
public static class HangShapes
{
    private const int Last = -1;

    private static Task? s_itself;

    public static readonly IReadOnlyList<Hang> All =
    [
        new("task", "HangShapes.OfTask", "Task.Delay", OfTask),
        new("after other awaits", "HangShapes.AfterOthers", "TaskCompletionSource.Task", AfterOthers),
        new("task in a task", "HangShapes.Stuck", "Task.Delay", async () => await Stuck(1)),
        new("value task", "HangShapes.StuckValue", "Task.Delay", async () => await StuckValue()),
        new("value task as task", "HangShapes.PooledAsTask", "Task.Delay", async () => await PooledAsTask().AsTask()),
        new("pooling builder", "HangShapes.StuckPooled", "Task.Delay", async () => await StuckPooled()),
        new("configured", "HangShapes.Configured", "HangShapes.Endless", Configured),
        new("configured value task", "HangShapes.ConfiguredValue", "wait", () => ConfiguredValue(new(Endless()))),
        new("throwing suppressed", "HangShapes.Suppressed", "Task.Delay", Suppressed),
        new("iterator", "HangShapes.Produce", "Task.Delay", () => Enumerate(Produce())),
        new("iterator's end", "HangShapes.ProduceAndLinger", "Task.Delay", () => Enumerate(ProduceAndLinger())),
        new("dispose", "HangShapes.Lingering.DisposeAsync", "Task.Delay", AwaitUsing),
        new("await using", "HangShapes.AwaitUsingBlock", "IAsyncDisposable.DisposeAsync", AwaitUsingBlock),
        new("lifespan's end", "HangShapes.Lifespan", "HangShapes.Idle.DisposeAsync", () => Enumerate(Lifespan())),
        new("end of a loop", "HangShapes.Loop", "IAsyncDisposable.DisposeAsync", () => Loop(new Idle())),
        new("explicit disposal", "HangShapes.Disposes", "HangShapes.Idle.DisposeAsync", Disposes),
        new("when all", "HangShapes.StuckIn", "Task.Delay", async () => await Task.WhenAll(Quick(), StuckIn(), StuckIn())),
        new("when all without results", "HangShapes.WhenAllVoid", "Task.WhenAll", WhenAllVoid),
        new("when any of two", "HangShapes.StuckInTwo", "Task.Delay", async () => await Task.WhenAny(Endless(), StuckInTwo())),
        new("when any, the first", "HangShapes.StuckInFirst", "Task.Delay", () => Task.WhenAny(StuckInFirst(), Endless())),
        new("when any of many", "HangShapes.StuckInMany", "Task.Delay", () => Task.WhenAny(Endless(), StuckInMany(), Endless())),
        new("continue with", "HangShapes.StuckBefore", "Task.Delay", async () => await StuckBefore().ContinueWith(_ => 1)),
        new("wait async", "HangShapes.StuckWithin", "Task.Delay", () => StuckWithin().WaitAsync(TimeSpan.FromHours(1))),
        new("lambda", "HangShapes.OfLambda.(lambda)", "Task.Delay", OfLambda),
        new("local function", "HangShapes.OfLocal.Local", "Task.Delay", OfLocal),
        new("generic method", "HangShapes.Generic", "Task.Delay", () => Generic("x")),
        new("generic type", "HangShapes.Box<int, string>.OpenAsync", "Task.Delay", new Box<int, string>().OpenAsync),
        new("completion source", "HangShapes.OfCompletionSource", "TaskCompletionSource<int>.Task", OfCompletionSource),
        new("semaphore", "HangShapes.OfSemaphore", "SemaphoreSlim.WaitAsync", OfSemaphore),
        new("channel read", "HangShapes.OfChannel", "ChannelReader<int>.ReadAsync", OfChannel),
        new("channel loop", "HangShapes.OfChannelLoop", "IAsyncEnumerator<int>.MoveNextAsync", OfChannelLoop),
        new("periodic timer", "HangShapes.OfTimer", "PeriodicTimer.WaitForNextTickAsync", OfTimer),
        new("task run", "HangShapes.OfTaskRun", "Task.Run", OfTaskRun),
        new("try and finally", "HangShapes.OfFinally", "Task.Delay", OfFinally),
        new("several lines", "HangShapes.OfSeveralLines", "Task.WhenAll", OfSeveralLines),
        new("local", "HangShapes.OfLocalVariable", LocalOr("wait", "Task.Delay"), () => OfLocalVariable(log: true)),
        new("variable", "HangShapes.OfHoisted", "wait", OfHoisted),
        new("parameter", "HangShapes.OfParameter", "gate", () => OfParameter(Endless())),
        new("itself", "HangShapes.OfItself", "s_itself", () => s_itself = OfItself()),
        new("choice", "HangShapes.OfChoice", "Task.Delay", () => OfChoice(Task.Delay(-1))),
        new("nested call", "HangShapes.OfNested", "HangShapes.Wait", OfNested),
        new("awaiter of one's own", "HangShapes.StuckBehind", "Task.Delay", async () => await new Wrapped(StuckBehind())),
        new("dynamic", "HangShapes.OfDynamic", "TaskCompletionSource", OfDynamic),
        new("explicit interface", "HangShapes.Explicit.OpenAsync", "Task.Delay", () => ((IOpens)new Explicit()).OpenAsync()),
    ];

    // Optimized code has no names for variables that no await outlives.
    private static string LocalOr(string debug, string release) =>
        typeof(HangShapes).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled is true ? debug : release;

    // Never ends, and needs no timer.
    private static Task Endless() => new TaskCompletionSource().Task;

    private static async Task OfTask() => await Task.Delay(-1); /*task*/

    private static async Task AfterOthers()
    {
        var gate = new TaskCompletionSource();
        await Task.Yield();
        await Quick();
        await gate.Task; /*after other awaits*/
        await Quick();
    }

    private static async Task<int> Quick()
    {
        await Task.Yield();
        return 1;
    }

    private static async Task<int> Stuck(int n)
    {
        await Task.Yield();
        await Task.Delay(-1); /*task in a task*/
        return n;
    }

    private static async ValueTask<int> StuckValue()
    {
        await Task.Delay(-1); /*value task*/
        return 1;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask StuckPooled()
    {
        await Task.Delay(-1); /*pooling builder*/
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<int> PooledAsTask()
    {
        await Task.Delay(-1); /*value task as task*/
        return 1;
    }

    private static async Task Configured() => await Endless().ConfigureAwait(false); /*configured*/

    private static async Task ConfiguredValue(ValueTask wait) => await wait.ConfigureAwait(false); /*configured value task*/

    private static async Task Suppressed() =>
        await Task.Delay(-1).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); /*throwing suppressed*/

    private static async Task Enumerate(IAsyncEnumerable<int> items)
    {
        await foreach (var item in items)
        {
            if (item == Last)
                break;
        }
    }

    private static async IAsyncEnumerable<int> Produce([EnumeratorCancellation] CancellationToken cancel = default)
    {
        yield return 1;
        await Task.Yield();
        yield return 2;
        await Task.Delay(-1, cancel); /*iterator*/
        yield return 3;
    }

    private static async IAsyncEnumerable<int> ProduceAndLinger()
    {
        try
        {
            yield return Last;
        }
        finally
        {
            await Task.Delay(-1); /*iterator's end*/
        }
    }

    private static async Task AwaitUsing()
    {
        await using var lingering = new Lingering();
        await Task.Yield();
    }

    private static async Task AwaitUsingBlock()
    {
        IAsyncDisposable idle = new Idle();
        await using (idle.ConfigureAwait(false))
        {
            await using (idle) /*await using*/
            {
                await Task.Yield();
            }
        }
    }

    private static async IAsyncEnumerable<int> Lifespan()
    {
        await using var idle = await OpenAsync(); /*lifespan's end*/
        yield return 1;
        GC.KeepAlive(idle);

        static async Task<Idle> OpenAsync()
        {
            await Task.Yield();
            return new Idle();
        }
    }

    private static async Task Loop(IAsyncEnumerable<int> items)
    {
        await foreach (var item in items) /*end of a loop*/
            GC.KeepAlive(item);
    }

    private static async Task Disposes()
    {
        var idle = new Idle();
        await Task.Yield();
        await idle.DisposeAsync(); /*explicit disposal*/
    }

    private static async Task<int> StuckIn()
    {
        await Task.Delay(-1); /*when all*/
        return 1;
    }

    private static async Task WhenAllVoid() => await Task.WhenAll(Quick(), Endless()); /*when all without results*/

    private static async Task StuckInTwo() => await Task.Delay(-1); /*when any of two*/

    private static async Task StuckInFirst() => await Task.Delay(-1); /*when any, the first*/

    private static async Task StuckInMany() => await Task.Delay(-1); /*when any of many*/

    private static async Task StuckBefore() => await Task.Delay(-1); /*continue with*/

    private static async Task<int> StuckWithin()
    {
        await Task.Delay(-1); /*wait async*/
        return 1;
    }

    private static async Task OfLambda()
    {
        var n = await Quick();
        Func<Task> lambda = async () => await Task.Delay(-n); /*lambda*/
        await lambda();
    }

    private static async Task OfLocal()
    {
        await Local("x");

        static async Task Local<T>(T _) => await Task.Delay(-1); /*local function*/
    }

    private static async Task<T> Generic<T>(T value)
    {
        await Task.Delay(-1); /*generic method*/
        return value;
    }

    private static async Task OfCompletionSource()
    {
        var source = new TaskCompletionSource<int>();
        await source.Task; /*completion source*/
    }

    private static async Task OfSemaphore()
    {
        var semaphore = new SemaphoreSlim(0);
        await semaphore.WaitAsync(); /*semaphore*/
    }

    private static async Task OfChannel()
    {
        var channel = Channel.CreateUnbounded<int>();
        while (true)
            await channel.Reader.ReadAsync(); /*channel read*/
    }

    private static async Task OfChannelLoop()
    {
        var channel = Channel.CreateUnbounded<int>();
        channel.Writer.TryWrite(1);
        await foreach (var item in channel.Reader.ReadAllAsync()) /*channel loop*/
            GC.KeepAlive(item);
    }

    private static async Task OfTimer()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1));
        while (await timer.WaitForNextTickAsync()) /*periodic timer*/
        {
        }
    }

    private static async Task OfTaskRun() => await Task.Run(async () => await Endless()); /*task run*/

    private static async Task OfFinally()
    {
        try
        {
            await Task.Yield();
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException)
        {
            try
            {
                await Task.Yield();
            }
            finally
            {
                await Task.Delay(-1); /*try and finally*/
            }
        }
    }

    private static async Task OfSeveralLines()
    {
        await Task.WhenAll( /*several lines*/
            Quick(),
            Task.Delay(
                -1));
    }

    private static async Task OfLocalVariable(bool log)
    {
        await Task.Yield();
        var wait = Task.Delay(-1);
        if (log)
            GC.KeepAlive(Environment.ProcessId.ToString());
        await wait; /*local*/
    }

    private static async Task OfHoisted()
    {
        var wait = Task.Delay(-1);
        await Task.Yield();
        await wait; /*variable*/
    }

    private static async Task OfParameter(Task gate) => await gate; /*parameter*/

    private static async Task OfItself()
    {
        await Task.Yield();
        while (s_itself is null)
            await Task.Yield();
        await s_itself; /*itself*/
    }

    private static async Task OfChoice(Task? given) => await (given ?? Endless()); /*choice*/

    private static async Task OfNested() => await Wait(await Quick(), await Quick()); /*nested call*/

    private static Task Wait(int first, int second) => Task.Delay(-1 * first * second);

    private static async Task StuckBehind() => await Task.Delay(-1); /*awaiter of one's own*/

    private static async Task OfDynamic()
    {
        await Quick();
        dynamic wait = Endless();
        await wait; /*dynamic*/
    }

    private sealed class Lingering : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Task.Delay(-1); /*dispose*/
    }

    private sealed class Idle : IAsyncDisposable, IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        public int Current => 0;

        public ValueTask DisposeAsync() => new(Endless());

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync() => new(false);
    }

    private sealed class Box<TKey, TValue>
    {
        public async Task OpenAsync() => await Task.Delay(-1); /*generic type*/
    }

    private interface IOpens
    {
        Task OpenAsync();
    }

    private sealed class Explicit : IOpens
    {
        async Task IOpens.OpenAsync() => await Task.Delay(-1); /*explicit interface*/
    }

    private readonly struct Wrapped(Task inner)
    {
        public Awaiter GetAwaiter() => new(inner.GetAwaiter());

        public readonly struct Awaiter(TaskAwaiter inner) : ICriticalNotifyCompletion
        {
            public bool IsCompleted => inner.IsCompleted;

            public void GetResult() => inner.GetResult();

            public void OnCompleted(Action continuation) => inner.OnCompleted(continuation);

            public void UnsafeOnCompleted(Action continuation) => inner.UnsafeOnCompleted(continuation);
        }
    }
}
