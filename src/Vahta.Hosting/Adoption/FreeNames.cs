using System.Runtime.InteropServices;

namespace Vahta.Hosting.Adoption;

/// <summary>Names that no unit of a dispatcher has yet: a name as it is, or the first free number after it.</summary>
internal sealed class FreeNames(Dispatcher dispatcher)
{
    // Of a name, the last number that was found free.
    private readonly Dictionary<string, int> _last = new(StringComparer.OrdinalIgnoreCase);

    public string Take(string name)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, name, out _);
        string free;
        do
        {
            free = Numbered(name, ++number);
        }
        while (dispatcher.TryGetUnit(free, out _));

        return free;
    }

    private static string Numbered(string name, int number) => number == 1 ? name : $"{name}-{number}";
}
