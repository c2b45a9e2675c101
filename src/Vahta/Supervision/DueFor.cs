namespace Vahta.Supervision;

/// <summary>What a run's one deadline is for.</summary>
internal enum DueFor : byte
{
    Nothing,

    /// <summary>A task still inside its call counts as ready.</summary>
    Presence,

    /// <summary>It must have shown that it is alive since.</summary>
    Heartbeat,

    /// <summary>It must be ready.</summary>
    Start,

    /// <summary>Its grace is nearly over: a first look at where it awaits.</summary>
    FirstLook,

    /// <summary>Its grace is over: a second look, then it is aborted.</summary>
    Grace,

    /// <summary>It was aborted and must be gone.</summary>
    Abandonment,
}
