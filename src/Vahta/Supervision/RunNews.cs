namespace Vahta.Supervision;

/// <summary>What a run has to tell the supervisor of its calls into user code. A run can have all of it to tell at once.</summary>
[Flags]
internal enum RunNews
{
    None = 0,

    /// <summary>The call of the unit's delegate has begun.</summary>
    Begun = 1,

    /// <summary>The call has returned a task.</summary>
    Called = 2,

    /// <summary>That task has ended.</summary>
    Over = 4,
}
