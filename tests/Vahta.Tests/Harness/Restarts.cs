namespace Vahta.Tests.Harness;

/// <summary>Policies and bodies of units that die and come back.</summary>
internal static class Restarts
{
    /// <summary>Restarts after failures, the delays exactly as they are said to be: 100 ms, 200 ms, …</summary>
    public static RestartPolicy OnFailure { get; } = RestartPolicy.OnFailure with { Jitter = 0 };

    /// <summary>Restarts after every end, the delays exactly as they are said to be.</summary>
    public static RestartPolicy Always { get; } = RestartPolicy.Always with { Jitter = 0 };

    extension(Scenario world)
    {
        /// <summary>Dies a second after the beginning of each of its first runs, and then serves; notes each beginning, and the end.</summary>
        public Func<UnitContext, CancellationToken, Task> Dies(string name, int times, double after = 1) => async (unit, stopping) =>
        {
            world.Note($"{name} up");
            if (unit.Run <= times)
            {
                await world.Delay(after, stopping);
                throw new IOException($"{name} {unit.Run}");
            }

            await world.Fires(stopping);
            world.Note($"{name} down");
        };
    }
}
