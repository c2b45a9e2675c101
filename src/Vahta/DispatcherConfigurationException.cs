namespace Vahta;

/// <summary>The definition of a dispatcher is wrong. Carries all mistakes at once; nothing was started.</summary>
public sealed class DispatcherConfigurationException : Exception
{
    internal DispatcherConfigurationException(IReadOnlyList<string> mistakes)
        : base(mistakes.Count == 1
            ? mistakes[0]
            : $"The dispatcher's definition has {mistakes.Count} mistakes:{string.Concat(mistakes.Select(mistake => $"\n- {mistake}"))}") =>
        Mistakes = mistakes;

    /// <summary>Each mistake as a sentence with the way out.</summary>
    public IReadOnlyList<string> Mistakes { get; }
}
