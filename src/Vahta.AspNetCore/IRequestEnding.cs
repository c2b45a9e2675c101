namespace Vahta;

/// <summary>
/// Says of an endpoint how its requests end when the application stops, as metadata. Without it a request finishes within the drain, and a stream (server-sent events, a WebSocket, a gRPC stream) is told at the announcement.
/// </summary>
public interface IRequestEnding
{
    /// <summary>Whether its requests must finish (<see cref="MustFinishAttribute"/>), or may be cancelled (<see cref="MayBeCancelledAttribute"/>).</summary>
    bool MustFinish { get; }
}
