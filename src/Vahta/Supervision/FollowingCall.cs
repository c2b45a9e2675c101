namespace Vahta.Supervision;

/// <summary>
/// The call that a thread makes after the one it is through with, instead of queuing it: along a chain each follows from the end of the one before, and needs no other thread. So many in a row
/// at most, and then the pool's other work has its turn. There is one a thread.
/// </summary>
internal static class FollowingCall
{
    public const int MostInARow = 64;

    [ThreadStatic]
    private static bool s_isWanted;

    [ThreadStatic]
    private static UnitRun? s_run;

    /// <summary>From here until it is taken, the thread is outside of all user code: it makes the first call that it would queue itself.</summary>
    public static void Want() => s_isWanted = true;

    /// <summary>Whether the thread will make a run's next call itself.</summary>
    public static bool TryLeave(UnitRun run)
    {
        if (!s_isWanted)
        {
            return false;
        }

        s_isWanted = false;
        s_run = run;
        return true;
    }

    /// <summary>The run whose call is to be made now; null where none followed.</summary>
    public static UnitRun? Take()
    {
        s_isWanted = false;
        var run = s_run;
        s_run = null;
        return run;
    }
}
