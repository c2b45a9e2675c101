namespace Vahta.Pools;

/// <summary>What a step of a pool's queue asks to be done, once its gate is left.</summary>
[Flags]
internal enum IntakeChange
{
    None = 0,

    /// <summary>One more item can be worked on.</summary>
    WorkerWanted = 1,

    /// <summary>It holds items, or no longer: it is work, or no longer.</summary>
    WorkChanged = 2,
}
