namespace Vahta.Loops;

/// <summary>What a loop must see ended before it is closed.</summary>
internal interface ILeftover
{
    string Name { get; }

    /// <summary>What to do about one that does not end.</summary>
    string WayOut => "Honour its token there";

    /// <summary>Whether it ends within a limit of its own.</summary>
    bool IsBounded { get; }

    /// <summary>The program's task, once it has begun.</summary>
    Task? Work { get; }

    /// <summary>Asks it to end. The task completes, never faulted, when it has.</summary>
    Task CancelAsync();
}
