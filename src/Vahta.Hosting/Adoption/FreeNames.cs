namespace Vahta.Hosting.Adoption;

/// <summary>Names that no unit of a dispatcher has yet: a name as it is, or the first free number after it.</summary>
internal sealed class FreeNames(Dispatcher dispatcher)
{
    // Of a name that is taken, the first number that may be free.
    private readonly Dictionary<string, int> _next = new(StringComparer.OrdinalIgnoreCase);

    public string Take(string name)
    {
        var free = name;
        for (var number = _next.GetValueOrDefault(name, 2); dispatcher.TryGetUnit(free, out _); number++)
        {
            free = $"{name}-{number}";
            _next[name] = number + 1;
        }

        return free;
    }
}
