namespace Vahta.Units;

/// <summary>What a unit threw: the latest of it, since a unit may fail and come back for ever.</summary>
internal sealed class UnitErrors
{
    public const int Kept = 16;

    private List<Exception>? _latest;

    /// <summary>The latest, in the order told.</summary>
    public IReadOnlyList<Exception> Latest => _latest ?? (IReadOnlyList<Exception>)[];

    public void Add(IReadOnlyList<Exception> exceptions)
    {
        if (exceptions.Count == 0)
        {
            return;
        }

        _latest ??= [];
        _latest.AddRange(exceptions);
        if (_latest.Count > Kept)
        {
            _latest.RemoveRange(0, _latest.Count - Kept);
        }
    }
}
