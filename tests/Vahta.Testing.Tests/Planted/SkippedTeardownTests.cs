namespace Vahta.Testing.Tests.Planted;

public sealed class SkippedTeardownTests
{
    [Fact]
    public void A_teardown_that_one_branch_skips_is_found_and_replayed() => PlantedBug.IsFoundAndReplayed(
        isPlanted => async simulation =>
        {
            var toy = new Toy(simulation, isPlanted);
            var running = toy.RunAsync();
            for (var step = 0; step < 6; step++)
            {
                await Task.Yield();
            }

            toy.Stop();
            await running;
            Assert.True(toy.Open == 0, $"{toy.Open} resources are left open.");
        },
        "1 resources are left open.");

    /// <summary>Opens two resources, waits to be stopped, and closes them.</summary>
    private sealed class Toy(Simulation simulation, bool isPlanted)
    {
        private readonly TaskCompletionSource _stopped = new();

        public int Open { get; private set; }

        public void Stop() => _stopped.SetResult();

        public async Task RunAsync()
        {
            await OpenAsync("first");
            if (_stopped.Task.IsCompleted)
            {
                // The bug: whoever is stopped between the two forgets the first.
                await CloseAsync("first", isPlanted);
                return;
            }

            await OpenAsync("second");
            await _stopped.Task;
            await CloseAsync("second");
            await CloseAsync("first");
        }

        private async Task OpenAsync(string name)
        {
            await Task.Yield();
            simulation.Note($"{name} opened");
            Open++;
        }

        private async Task CloseAsync(string name, bool isForgotten = false)
        {
            await Task.Yield();
            if (!isForgotten)
            {
                simulation.Note($"{name} closed");
                Open--;
            }
        }
    }
}
