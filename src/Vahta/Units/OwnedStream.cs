namespace Vahta.Units;

/// <summary>A stream whose enumerators belong to a run until they are disposed.</summary>
internal sealed class OwnedStream<T>(IAsyncEnumerable<T> stream, OwnedResources owner) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var enumerator = new Enumerator(stream.GetAsyncEnumerator(cancellationToken), owner);
        owner.Add(enumerator);
        return enumerator;
    }

    private sealed class Enumerator(IAsyncEnumerator<T> inner, OwnedResources owner) : IAsyncEnumerator<T>
    {
        public T Current => inner.Current;

        public ValueTask<bool> MoveNextAsync() => inner.MoveNextAsync();

        public ValueTask DisposeAsync()
        {
            owner.Remove(this);
            return inner.DisposeAsync();
        }
    }
}
