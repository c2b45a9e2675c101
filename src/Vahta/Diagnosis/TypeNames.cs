namespace Vahta.Diagnosis;

/// <summary>Types as C# writes them, without namespaces.</summary>
internal static class TypeNames
{
    /// <summary>A type: <c>Channel&lt;int&gt;</c>.</summary>
    public static string Of(Type type)
    {
        if (type.HasElementType)
            return Of(type.GetElementType()!) + (type.IsArray ? "[]" : "");
        if (type.IsGenericParameter)
            return type.Name;

        return Keyword(type) ?? Of(type, type.GetGenericArguments());
    }

    /// <summary>A type with the leading ones of the given arguments, as many as it has parameters.</summary>
    public static string Of(Type type, ReadOnlySpan<Type> arguments)
    {
        var inherited = 0;
        var prefix = "";
        if (Declaring(type.DeclaringType) is { } outer)
        {
            inherited = outer.GetGenericArguments().Length;
            prefix = Of(outer, arguments) + ".";
        }

        var own = arguments[inherited..type.GetGenericArguments().Length].ToArray();
        return prefix + Simple(type.Name) + (own is [] ? "" : $"<{string.Join(", ", own.Select(Of))}>");
    }

    /// <summary>The type itself, or the one in whose source it stands when the compiler made it for lambdas.</summary>
    public static Type? Declaring(Type? type)
    {
        while (type is { DeclaringType: { } outer } && type.Name.StartsWith("<>c", StringComparison.Ordinal))
            type = outer;

        return type;
    }

    private static string Simple(string name)
    {
        // A file-local type: <Program>F0123…__Invoices
        var start = name[0] == '<' ? name.IndexOf("__", StringComparison.Ordinal) + 2 : 0;
        var tick = name.IndexOf('`');
        return name[Math.Max(start, 0)..(tick < 0 ? name.Length : tick)];
    }

    private static string? Keyword(Type type) => type.IsEnum ? null : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.Char => "char",
        TypeCode.Decimal => "decimal",
        TypeCode.Double => "double",
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.String => "string",
        _ => type == typeof(object) ? "object" : null,
    };
}
