using Microsoft.Extensions.Logging.Abstractions;

namespace Vahta.Tests.Harness;

/// <summary>A dispatcher's whole life, from its start to its report.</summary>
internal static class WholeLife
{
    extension(Scenario world)
    {
        /// <summary>A dispatcher that may be run through <c>RunAsync</c>: it leaves the test process's signals and its standard error alone.</summary>
        public Dispatcher Application(Action<DispatcherOptions>? configure = null) => world.Dispatcher(options =>
        {
            options.HandleSignals = false;
            options.LoggerFactory = NullLoggerFactory.Instance;
            configure?.Invoke(options);
        });

        /// <summary>Waits until nothing else can run, so that every event has been read.</summary>
        public Task QuietAsync() => world.Delay(0.001);
    }

    extension(Dispatcher dispatcher)
    {
        /// <summary>Starts, asks for a stop once everything is ready, and returns the report, whether the start succeeded or not.</summary>
        public async Task<RunReport> LiveAsync(Entry entry)
        {
            if (entry == Entry.RunAsync)
            {
                var begun = dispatcher.FirstAsync(static happened => happened is DispatcherReady or StopAnnounced);
                var running = dispatcher.RunAsync();
                await begun;
                dispatcher.RequestStop();
                return await running;
            }

            try
            {
                await dispatcher.StartAsync();
            }
            catch (Exception) when (dispatcher.State == DispatcherState.Stopped)
            {
            }

            return await dispatcher.StopAsync();
        }

        /// <summary>Waits for the first event of that sort from now on.</summary>
        public async Task<LifecycleEvent> FirstAsync(Func<LifecycleEvent, bool> sort)
        {
            await foreach (var happened in dispatcher.Subscribe())
            {
                if (sort(happened))
                {
                    return happened;
                }
            }

            throw new InvalidOperationException("The dispatcher stopped, and it had not happened.");
        }
    }
}
