namespace Vahta.Units;

/// <summary>Carries all failures of one of the user's tasks through an await of ours, which would rethrow the first alone.</summary>
internal sealed class SeveralFailures(IReadOnlyList<Exception> exceptions) : AggregateException(exceptions)
{
    /// <summary>Awaits a task of the user's without losing any of its failures.</summary>
    public static async Task KeepAsync(Task task)
    {
        try
        {
            await task;
        }
        catch when (task.Exception is { InnerExceptions.Count: > 1 } several)
        {
            throw new SeveralFailures(several.InnerExceptions);
        }
    }
}
