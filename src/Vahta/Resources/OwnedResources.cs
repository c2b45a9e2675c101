namespace Vahta.Resources;

/// <summary>What a run, or a loop, must close when it ends, last owned first.</summary>
internal sealed class OwnedResources
{
    private readonly Lock _gate = new();

    // under the gate
    private readonly List<object> _resources = [];
    private bool _isClosed;

    /// <summary>What one that has ended owns: nothing, for good.</summary>
    public static OwnedResources Closed { get; } = new() { _isClosed = true };

    public bool TryAdd(object resource)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _resources.Add(resource);
            }

            return !_isClosed;
        }
    }

    public void Remove(object resource)
    {
        lock (_gate)
        {
            _resources.Remove(resource);
        }
    }

    /// <summary>Closes everything; a failure keeps nothing else open.</summary>
    public async Task CloseAsync(List<Exception> failures)
    {
        while (Take() is { } resource)
        {
            try
            {
                if (resource is IAsyncDisposable closes)
                {
                    await closes.DisposeAsync();
                }
                else
                {
                    ((IDisposable)resource).Dispose();
                }
            }
            catch (Exception exception)
            {
                failures.Add(exception);
            }
        }
    }

    private object? Take()
    {
        lock (_gate)
        {
            if (_resources.Count == 0)
            {
                _isClosed = true;
                return null;
            }

            var last = _resources[^1];
            _resources.RemoveAt(_resources.Count - 1);
            return last;
        }
    }
}
