using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Vahta.Diagnosis;

/// <summary>Private instance fields, inherited ones included.</summary>
internal static class Fields
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Keyed weakly, so that a plug-in's types can be unloaded.
    private static readonly ConditionalWeakTable<Type, ConcurrentDictionary<string, FieldInfo?>> Named = [];
    private static readonly ConditionalWeakTable<Type, FieldInfo[]> Own = [];

    /// <summary>The value of an object's field; null where there is no such field.</summary>
    public static object? Read(object owner, string name) => Find(owner.GetType(), name)?.GetValue(owner);

    /// <summary>A type's field; null where there is none.</summary>
    public static FieldInfo? Find(Type type, string name) =>
        Named.GetValue(type, static _ => new()).GetOrAdd(name, static (name, type) => Search(type, name), type);

    /// <summary>The fields that a type itself declares, in their order.</summary>
    public static FieldInfo[] Of(Type type) => Own.GetValue(type, static type => type.GetFields(Declared));

    private static FieldInfo? Search(Type? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetField(name, Declared) is { } field)
                return field;
        }

        return null;
    }
}
