namespace Vahta;

/// <summary>Who runs again together with a group's member that does. They are stopped in order, wait for its delay, and start in order.</summary>
public enum GroupStrategy
{
    /// <summary>Nobody: the member alone.</summary>
    OneForOne,

    /// <summary>All members that are up.</summary>
    OneForAll,

    /// <summary>The members that need it, directly or through others.</summary>
    RestForOne,
}
