namespace Vahta.Tests.Harness;

/// <summary>Expects failures without leaving the scenario's loop.</summary>
internal static class Thrown
{
    /// <summary>What a task fails with; of exactly that type, since a wrapped failure would be a failure of ours.</summary>
    public static async Task<TException> By<TException>(Task task)
        where TException : Exception
    {
        try
        {
            await task;
        }
        catch (Exception exception) when (exception.GetType() == typeof(TException))
        {
            return (TException)exception;
        }

        Assert.Fail($"Nothing was thrown, and {typeof(TException).Name} was expected.");
        return null;
    }
}
