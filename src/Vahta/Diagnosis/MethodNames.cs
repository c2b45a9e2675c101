using System.Reflection;

namespace Vahta.Diagnosis;

/// <summary>Methods and variables under the names they have in the source, whatever the compiler made of them.</summary>
internal static class MethodNames
{
    private const string Lambda = "(lambda)";

    /// <summary>A method with its type: <c>Invoices.PollAsync</c>, <c>Invoices.Run.(lambda)</c>, <c>new Invoices</c>.</summary>
    public static string Of(MethodBase method)
    {
        if (method.DeclaringType is not { } type)
            return InSource(method.Name);

        var declaring = TypeNames.Of(TypeNames.Declaring(type)!, type.GetGenericArguments());
        return method.IsConstructor ? $"new {declaring}" : $"{declaring}.{InSource(method.Name)}";
    }

    /// <summary>The async method or iterator that a state machine was made from.</summary>
    public static string OfStateMachine(Type type)
    {
        var name = InSource(type.Name);
        return TypeNames.Declaring(type.DeclaringType) is { } declaring
            ? $"{TypeNames.Of(declaring, type.GetGenericArguments())}.{name}"
            : name;
    }

    /// <summary>The method that an iterator was made from; the type where it was written as one.</summary>
    public static string OfIterator(Type type) => type.Name[0] == '<' ? OfStateMachine(type) : TypeNames.Of(type);

    /// <summary>A method called or a variable read; null for what only the compiler knows.</summary>
    public static string? OfAwaited(MemberInfo member) => member switch
    {
        { Name: ['<', '>', ..] } => null,
        MethodBase method => Of(method),
        { Name: ['<', ..] } => InSource(member.Name),
        _ => member.Name,
    };

    /// <summary>
    /// A method's or state machine's name as in the source: <c>&lt;Run&gt;g__PollAsync|1_0</c> is <c>Run.PollAsync</c>.
    /// Top-level statements and constructors are left out in front of what is nested in them.
    /// </summary>
    public static string InSource(string name)
    {
        var close = name.LastIndexOf('>');
        if (name is not ['<', ..] || close < 0)
            return Plain(name);

        var outer = name[1..close];
        return name[(close + 1)..] switch
        {
            "$" => outer,
            ['b', '_', '_', ..] => Within(outer, Lambda),
            ['g', '_', '_', .. var local] => Within(outer, local.Split('|')[0]),
            _ => InSource(outer),
        };
    }

    private static string Within(string outer, string nested) =>
        outer is "<Main>$" or ".ctor" or ".cctor" ? nested : $"{InSource(outer)}.{nested}";

    // An explicit implementation carries its interface in front, in a state machine's name with dashes for dots.
    private static string Plain(string name)
    {
        var last = name[(name.LastIndexOfAny(['.', '-']) + 1)..];
        return last.StartsWith("get_", StringComparison.Ordinal) ? last["get_".Length..] : last;
    }
}
