namespace Vahta;

/// <summary>What a call into the program's code is for.</summary>
public enum UserCallKind
{
    /// <summary>A unit's run: a task's or job's body, a lifespan's setup.</summary>
    Start,

    /// <summary>A lifespan's teardown.</summary>
    Stop,

    /// <summary>A hook.</summary>
    Hook,

    /// <summary>A unit's reload handler.</summary>
    Reload,

    /// <summary>One item of a pool. The pool's run is a <see cref="Start"/> of its own, without code of the program's.</summary>
    Item,

    /// <summary>One occurrence of a schedule. The schedule's run is a <see cref="Start"/> of its own, without code of the program's.</summary>
    Occurrence,
}
