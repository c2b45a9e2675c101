namespace Vahta.Bench;

/// <summary>The floor: tasks of Task.Run in an array, with one token for all, and nobody in between. They know no order.</summary>
internal sealed class BareTasks : IPopulation
{
    private readonly CancellationTokenSource _stopping = new();
    private Task[] _tasks = [];
    private Func<CancellationToken, Task> _body = null!;

    public void Add(int count, Shape shape, Func<CancellationToken, Task> body) => (_tasks, _body) = (new Task[count], body);

    public Task StartAsync()
    {
        var (body, stopping, begun) = (_body, _stopping.Token, new Countdown(_tasks.Length));
        Func<Task> begin = () =>
        {
            var running = body(stopping);
            begun.Signal();
            return running;
        };

        for (var index = 0; index < _tasks.Length; index++)
        {
            _tasks[index] = Task.Run(begin);
        }

        return begun.Done;
    }

    public async Task StopAsync()
    {
        _stopping.Cancel();
        await Task.WhenAll(_tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
