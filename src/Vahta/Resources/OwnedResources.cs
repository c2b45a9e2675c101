using System.Diagnostics.CodeAnalysis;

namespace Vahta.Resources;

/// <summary>What a run must close when it ends, last owned first.</summary>
internal sealed class OwnedResources
{
    private readonly Lock _gate = new();

    // under the gate
    private readonly List<object> _resources = [];
    private bool _isClosed;

    /// <summary>What a run that has ended owns: nothing, for good.</summary>
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
        while (TryTake(out var resource))
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

    // Takes the last; where there is none any more, nothing can be owned from here on.
    private bool TryTake([NotNullWhen(true)] out object? last)
    {
        lock (_gate)
        {
            _isClosed |= _resources.Count == 0;
            last = _isClosed ? null : _resources[^1];
            if (last is not null)
            {
                _resources.RemoveAt(_resources.Count - 1);
            }

            return last is not null;
        }
    }
}
