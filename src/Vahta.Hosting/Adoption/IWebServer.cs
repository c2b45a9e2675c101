namespace Vahta.Hosting.Adoption;

/// <summary>What the dispatcher has to know of a web server.</summary>
internal interface IWebServer
{
    /// <summary>Where it listens, in the order in which it was bound, with the real ports; empty where it does not.</summary>
    IReadOnlyCollection<string> Addresses { get; }

    /// <summary>Whether it serves in memory, for a test in whose process the application is a guest.</summary>
    bool IsForTests { get; }
}
