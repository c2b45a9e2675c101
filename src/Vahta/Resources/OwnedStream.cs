using Vahta.Diagnosis;

namespace Vahta.Resources;

/// <summary>A stream whose enumerators belong to somebody until they are disposed.</summary>
internal sealed class OwnedStream<T>(IAsyncEnumerable<T> stream, IResourceOwner owner) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var enumerator = new Enumerator(stream.GetAsyncEnumerator(cancellationToken), owner);
        owner.Keep(enumerator);
        return enumerator;
    }

    private sealed class Enumerator(IAsyncEnumerator<T> inner, IResourceOwner owner) : IAsyncEnumerator<T>
    {
        public T Current => inner.Current;

        public ValueTask<bool> MoveNextAsync() => inner.MoveNextAsync();

        public ValueTask DisposeAsync()
        {
            owner.Forget(this);
            return inner.DisposeAsync();
        }

        public override string ToString() => $"stream {MethodNames.OfIterator(inner.GetType())}";
    }
}
