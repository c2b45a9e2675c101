namespace Vahta.AspNetCore.Traffic;

/// <summary>How a request ends when the application stops.</summary>
internal enum EndingOf
{
    /// <summary>Nothing is said of it: it finishes within the drain, unless it turns out to be a stream.</summary>
    Unknown,

    /// <summary>It is told at the announcement.</summary>
    Stream,

    /// <summary>It is told at the announcement by SignalR itself.</summary>
    Hub,

    /// <summary>It must finish: it is aborted only when all time is up.</summary>
    Finishing,
}
