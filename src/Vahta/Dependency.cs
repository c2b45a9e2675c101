namespace Vahta;

/// <summary>What a unit's need for another means once that other ends by itself. Every kind orders the start and the stop.</summary>
public enum Dependency
{
    /// <summary>Starts when the other is ready, and stops when it has failed for good.</summary>
    Required,

    /// <summary>Starts when the other is ready or has first failed, and never follows it.</summary>
    Optional,

    /// <summary>Stops on any end of the other and comes back with it. The default where the other is a lifespan.</summary>
    Bound,
}
