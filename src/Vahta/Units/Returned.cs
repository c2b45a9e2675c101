namespace Vahta.Units;

/// <summary>What the user's delegates must return.</summary>
internal static class Returned
{
    /// <summary>The task a delegate returned; one that returned none has failed.</summary>
    /// <param name="task">What came back.</param>
    /// <param name="unit">Whose delegate it is.</param>
    /// <param name="part">Which of its delegates, e.g. <c>close</c>.</param>
    public static TTask Task<TTask>(TTask? task, string unit, string part)
        where TTask : Task =>
        task ?? throw new InvalidOperationException($"The {part} of unit '{unit}' returned null instead of a Task. Return Task.CompletedTask, or make it async.");
}
