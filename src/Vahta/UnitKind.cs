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
}
