namespace Inbox;

/// <summary>The database's file is not where it was: nothing that is written to it now can be relied on.</summary>
internal sealed class DatabaseVanishedException(string path)
    : IOException($"The database {path} has vanished. Put it back, and Inbox goes on; or stop Inbox and start it again to begin a new one.");
