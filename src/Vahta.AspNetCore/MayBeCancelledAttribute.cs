namespace Vahta;

/// <summary>The endpoint's requests may be cancelled: their <c>HttpContext.RequestAborted</c> fires when the stop is announced, as a stream's does. For long polls, and streams of formats of one's own.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class MayBeCancelledAttribute : Attribute, IRequestEnding
{
    bool IRequestEnding.MustFinish => false;
}
