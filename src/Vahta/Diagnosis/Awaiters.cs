using System.Threading.Tasks.Sources;

namespace Vahta.Diagnosis;

/// <summary>Awaiters, and what they wait for.</summary>
internal static class Awaiters
{
    // ConfiguredValueTaskAwaiter → ConfiguredValueTaskAwaitable → ValueTask is three structs deep; one more for a program's own.
    private const int MaxNesting = 4;

    /// <summary>
    /// The task or source behind an awaiter: the first that is found in its fields, through the structs nested in it. An awaiter
    /// that is an object and holds none is itself what is awaited. Null for one that waits for nothing, as that of a yield.
    /// </summary>
    public static object? AwaitedBy(object awaiter) =>
        Search(awaiter, MaxNesting) ?? (awaiter.GetType().IsValueType ? null : awaiter);

    private static object? Search(object holder, int nesting)
    {
        foreach (var field in Fields.Of(holder.GetType()))
        {
            if (field.FieldType.IsPrimitive || field.GetValue(holder) is not { } value)
                continue;
            if (value is Task || IsSource(value))
                return value;
            if (nesting > 0 && field.FieldType.IsValueType && Search(value, nesting - 1) is { } nested)
                return nested;
        }

        return null;
    }

    private static bool IsSource(object value) => value is IValueTaskSource
        || value.GetType().GetInterfaces().Any(IsSourceInterface);

    private static bool IsSourceInterface(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IValueTaskSource<>);
}
