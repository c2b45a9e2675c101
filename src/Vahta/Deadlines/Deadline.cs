namespace Vahta.Deadlines;

/// <summary>Something that is due at a time. It sits in its dispatcher's heap at most once, so that one unit costs one place.</summary>
internal abstract class Deadline
{
    // the heap's, under the dispatcher's lock
    public TimeSpan Due { get; set; } = Instant.Never;

    public int Slot { get; set; } = -1;
}
