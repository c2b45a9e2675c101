namespace Vahta;

/// <summary>
/// The endpoint's requests must finish: neither a client that leaves nor the end of the drain cancels them. Their <c>HttpContext.RequestAborted</c> fires only when all of the server's time to stop is up.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class MustFinishAttribute : Attribute, IRequestEnding
{
    bool IRequestEnding.MustFinish => true;
}
