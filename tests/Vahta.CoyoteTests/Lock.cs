namespace Vahta;

/// <summary>
/// Stands in for <see cref="System.Threading.Lock"/>, by its name alone, in the core as it is compiled here. A <c>lock</c> on it, and its
/// methods, go through <see cref="Monitor"/>, which Coyote controls.
/// </summary>
internal sealed class Lock
{
    /// <summary>Not known here; the other tests see to it.</summary>
    public bool IsHeldByCurrentThread => false;

    public void Enter() => Monitor.Enter(this);

    public bool TryEnter() => Monitor.TryEnter(this);

    public bool TryEnter(TimeSpan patience) => Monitor.TryEnter(this, patience);

    public void Exit() => Monitor.Exit(this);
}
