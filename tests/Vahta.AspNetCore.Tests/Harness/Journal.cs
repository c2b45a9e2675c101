namespace Vahta.AspNetCore.Tests.Harness;

/// <summary>What a test's own code noted, in order, from whatever thread.</summary>
internal sealed class Journal
{
    private readonly Lock _gate = new();

    // under the gate
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public void Note(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
        }
    }

    public Task NoteAsync(string line)
    {
        Note(line);
        return Task.CompletedTask;
    }

    /// <summary>A lifespan that notes its setup and its teardown, and hands on its name.</summary>
    public Func<UnitContext, IAsyncEnumerable<string>> Opens(string name, Exception? opening = null, Exception? closing = null)
    {
        return Iterator;

        async IAsyncEnumerable<string> Iterator(UnitContext unit)
        {
            Note($"{name} opens");
            await Task.Yield();
            Throw(opening);
            Note($"{name} up");
            yield return name;
            Note($"{name} down");
            await Task.Yield();
            Throw(closing);
        }
    }

    private static void Throw(Exception? exception)
    {
        if (exception is not null)
        {
            throw exception;
        }
    }
}
