namespace Vahta.Hosting.Adoption;

/// <summary>Names that no unit of a dispatcher has yet: a name as it is, or the first free number after it.</summary>
internal sealed class FreeNames(Dispatcher dispatcher)
{
    // Of a name, the first number that may be free.
    private readonly Dictionary<string, int> _next = new(StringComparer.OrdinalIgnoreCase);

    public string Take(string name)
    {
        var number = _next.GetValueOrDefault(name, 1);
        var free = Numbered(name, number);
        while (dispatcher.TryGetUnit(free, out _))
        {
            free = Numbered(name, ++number);
        }

        _next[name] = number + 1;
        return free;
    }

    private static string Numbered(string name, int number) => number == 1 ? name : $"{name}-{number}";
}
