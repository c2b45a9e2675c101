using System.Collections;

namespace Vahta.Graph;

/// <summary>The edges at one end of a unit, to be read. A unit that has none keeps no list of them.</summary>
internal readonly struct Edges(List<Edge>? drawn) : IEnumerable<Edge>
{
    private static readonly List<Edge> s_none = [];

    private List<Edge> All => drawn ?? s_none;

    public int Count => All.Count;

    public bool Exists(Predicate<Edge> match) => All.Exists(match);

    public bool TrueForAll(Predicate<Edge> match) => All.TrueForAll(match);

    public Edge? Find(Predicate<Edge> match) => All.Find(match);

    public List<Edge>.Enumerator GetEnumerator() => All.GetEnumerator();

    IEnumerator<Edge> IEnumerable<Edge>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
