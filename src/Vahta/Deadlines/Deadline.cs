namespace Vahta.Deadlines;

/// <summary>Something that is due at a time: at one at most, so that one unit costs one place.</summary>
internal abstract class Deadline
{
    // the schedule's, under the dispatcher's lock
    public TimeSpan Due { get; set; } = Instant.Never;

    /// <summary>Whether it is due at all.</summary>
    public bool IsSet => Due != Instant.Never;
}
