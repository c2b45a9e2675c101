namespace Vahta.Testing.Tests.Planted;

public sealed class LostEventTests
{
    private const int Events = 5;

    [Fact]
    public void An_event_lost_between_snapshot_and_stream_is_found_and_replayed() => PlantedBug.IsFoundAndReplayed(
        isPlanted => async simulation =>
        {
            var toy = new Toy(isPlanted);
            var seen = 0;
            var subscribing = SubscribeAsync();
            await TellAsync();
            await subscribing;
            await simulation.WaitUntilQuietAsync();
            Assert.True(seen == Events, $"The subscriber has seen {seen} of {Events} events.");

            async Task SubscribeAsync() => seen += await toy.SubscribeAsync(() => seen++);

            async Task TellAsync()
            {
                await Task.Yield();
                await Task.Yield();
                await Task.Yield();
                for (var told = 1; told <= Events; told++)
                {
                    simulation.Note($"event {told}");
                    toy.Tell();
                    await Task.Yield();
                }
            }
        },
        "The subscriber has seen 4 of 5 events.");

    /// <summary>Counts what happens, and tells it to those who listen.</summary>
    private sealed class Toy(bool isPlanted)
    {
        private Action? _listener;
        private int _told;

        /// <summary>Returns how much had been told before; what comes after is told to the listener.</summary>
        public async Task<int> SubscribeAsync(Action listener)
        {
            await Task.Yield();
            var snapshot = _told;
            if (isPlanted)
            {
                // The bug: what is told here is in neither.
                await Task.Yield();
            }

            _listener = listener;
            return snapshot;
        }

        public void Tell()
        {
            _told++;
            _listener?.Invoke();
        }
    }
}
