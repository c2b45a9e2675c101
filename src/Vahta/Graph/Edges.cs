using System.Collections;

namespace Vahta.Graph;

/// <summary>
/// The edges at one end of a unit, in the order in which they were drawn. They are strung on each other, and the unit holds the last, which leads back to the first: so
/// edges cost no lists.
/// </summary>
/// <param name="last">The last; null where there are none.</param>
/// <param name="side">Whose edges they are.</param>
internal readonly struct Edges(Edge? last, EdgeSide side) : IEnumerable<Edge>
{
    public bool IsEmpty => last is null;

    public bool Exists(Predicate<Edge> match) => Find(match) is not null;

    public bool TrueForAll(Predicate<Edge> match) => !Exists(edge => !match(edge));

    public Edge? Find(Predicate<Edge> match)
    {
        foreach (var edge in this)
        {
            if (match(edge))
            {
                return edge;
            }
        }

        return null;
    }

    public Enumerator GetEnumerator() => new(last, side);

    IEnumerator<Edge> IEnumerable<Edge>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>With one more, which becomes the last.</summary>
    public Edge Append(Edge edge)
    {
        edge.Next(side) = last?.Next(side) ?? edge;
        last?.Next(side) = edge;
        return edge;
    }

    /// <summary>Without one of them: what is the last then.</summary>
    public Edge? Remove(Edge edge)
    {
        var before = last!;
        while (before.Next(side) != edge)
        {
            before = before.Next(side)!;
        }

        before.Next(side) = edge.Next(side);
        return before == edge ? null : edge == last ? before : last;
    }

    /// <summary>Walks from the first to the last. What is drawn meanwhile comes after these.</summary>
    public struct Enumerator(Edge? last, EdgeSide side) : IEnumerator<Edge>
    {
        private Edge? _current = null;

        public readonly Edge Current => _current!;

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_current == last)
            {
                return false;
            }

            _current = (_current ?? last!).Next(side);
            return true;
        }

        public readonly void Dispose()
        {
        }

        readonly void IEnumerator.Reset() => throw new NotSupportedException();
    }
}
