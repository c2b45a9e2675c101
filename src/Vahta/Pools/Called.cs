namespace Vahta.Pools;

/// <summary>Calls into the user's code whose throwing at once is no different from the failing of their task.</summary>
internal static class Called
{
    public static Task Guarded(Func<Task> call)
    {
        try
        {
            return call();
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }
}
