namespace Vahta;

/// <summary>What sort of lifetime a unit has.</summary>
public enum UnitKind
{
    /// <summary>Runs until asked to stop.</summary>
    Task,

    /// <summary>Runs once; ready when it has completed.</summary>
    Job,

    /// <summary>Setup, hold, teardown.</summary>
    Lifespan,

    /// <summary>Runs again and again, by interval or cron expression.</summary>
    Schedule,

    /// <summary>A bounded queue worked by several handlers.</summary>
    Pool,

    /// <summary>Units with a supervision strategy of their own.</summary>
    Group,

    /// <summary>A hosted service of a .NET host, adopted: started, held while it works, stopped.</summary>
    HostedService,

    /// <summary>The host's web server: ready when it is bound; starts after everything that does not come after it, and stops before.</summary>
    WebServer,
}
