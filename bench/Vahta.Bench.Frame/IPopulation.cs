namespace Vahta.Bench;

/// <summary>Units of one side, which live once: added, started, stopped.</summary>
public interface IPopulation
{
    /// <summary>Adds so many that idle in a body; a side that knows no order ignores who needs whom.</summary>
    void Add(int count, Shape shape, Func<CancellationToken, Task> body);

    /// <summary>Returns when every body has begun.</summary>
    Task StartAsync();

    /// <summary>Returns when every body has ended.</summary>
    Task StopAsync();
}
