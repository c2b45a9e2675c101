using System.Runtime.CompilerServices;
using System.Text;
using Vahta.Units;

namespace Vahta.Hosting.Adoption;

/// <summary>What units of hosted services are called.</summary>
internal static class HostedNames
{
    // Asked for every service, and often of one type.
    private static readonly ConditionalWeakTable<Type, string> s_known = [];

    /// <summary>The name of a type, as far as a unit can have it: <c>Consumer-Order</c> for a <c>Consumer&lt;Order&gt;</c>.</summary>
    public static string Of(Type type) => s_known.GetValue(type, Write);

    private static string Write(Type type)
    {
        var name = new StringBuilder();
        foreach (var character in type.Name.TakeWhile(static character => character != '`'))
        {
            name.Append(UnitName.Has(character) ? character : '-');
        }

        return type.GenericTypeArguments.Aggregate(name, static (text, argument) => text.Append('-').Append(Of(argument))).ToString();
    }
}
