namespace Vahta.Hosting.Adoption;

/// <summary>The requests of a web server that are being handled, for whoever stops it.</summary>
internal interface IWebTraffic
{
    /// <summary>How many requests are being handled.</summary>
    int Count { get; }

    /// <summary>Whether any of them must finish, and is aborted only when all time is up.</summary>
    bool AnyMustFinish { get; }

    /// <summary>The handling of one of the requests that have been here longest: its task, or whether it is inside a call that has not returned one.</summary>
    (Task? Task, bool IsInCall) Oldest { get; }

    /// <summary>Completes when nothing is being handled.</summary>
    Task WhenEmpty();

    /// <summary>Tells streams to end, as the announcement of the stop does: those that are there, and those that come.</summary>
    void TellStreams();

    /// <summary>Aborts streams, which have been told long ago: their clients do not read, or their handlers do not listen. Returns what was aborted, each as its method and path.</summary>
    IReadOnlyList<string> AbortStreams();

    /// <summary>Aborts all that need not finish, or all. Returns what was aborted and had not been before.</summary>
    IReadOnlyList<string> Abort(bool all);
}
