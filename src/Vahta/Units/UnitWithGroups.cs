using System.Collections;

namespace Vahta.Units;

/// <summary>A unit and the nodes of the groups around it, from the inside out.</summary>
internal readonly struct UnitWithGroups(Unit unit) : IEnumerable<Unit>
{
    public Enumerator GetEnumerator() => new(unit);

    IEnumerator<Unit> IEnumerable<Unit>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Walks outward.</summary>
    public struct Enumerator(Unit unit) : IEnumerator<Unit>
    {
        private Unit? _next = unit;

        public Unit Current { get; private set; } = unit;

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_next is null)
            {
                return false;
            }

            Current = _next;
            _next = _next.Group?.Node;
            return true;
        }

        public readonly void Dispose()
        {
        }

        readonly void IEnumerator.Reset() => throw new NotSupportedException();
    }
}
