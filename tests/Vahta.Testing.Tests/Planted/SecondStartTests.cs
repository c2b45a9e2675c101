namespace Vahta.Testing.Tests.Planted;

public sealed class SecondStartTests
{
    [Fact]
    public void A_second_start_that_races_a_stop_is_found_and_replayed() => PlantedBug.IsFoundAndReplayed(
        isPlanted => async simulation =>
        {
            var toy = new Toy(simulation, isPlanted);
            await toy.StartAsync();
            await Task.WhenAll(toy.StartAsync(), toy.StopAsync());
            await toy.StopAsync();
        },
        "2 runs at once.");

    /// <summary>One worker that can be started and stopped.</summary>
    private sealed class Toy(Simulation simulation, bool isPlanted)
    {
        private readonly SemaphoreSlim _turn = new(1);
        private TaskCompletionSource? _stop;
        private Task _running = Task.CompletedTask;
        private int _alive;

        public async Task StartAsync()
        {
            await Task.Yield();
            if (isPlanted)
            {
                // The bug: what is being stopped has no stop to ask for any more, and looks as if it had ended.
                Begin();
                return;
            }

            await _turn.WaitAsync();
            Begin();
            _turn.Release();
        }

        public async Task StopAsync()
        {
            await Task.Yield();
            if (!isPlanted)
            {
                await _turn.WaitAsync();
            }

            _stop?.SetResult();
            _stop = null;
            await _running;
            if (!isPlanted)
            {
                _turn.Release();
            }
        }

        private void Begin()
        {
            if (_stop is null)
            {
                _stop = new();
                _running = RunAsync(_stop.Task);
            }
        }

        private async Task RunAsync(Task stop)
        {
            simulation.Note("run begins");
            Assert.True(++_alive == 1, $"{_alive} runs at once.");
            await stop;
            await Task.Yield();
            _alive--;
            simulation.Note("run ends");
        }
    }
}
