using System.Runtime.CompilerServices;

namespace Vahta.Tests.Harness;

/// <summary>Lets a body end when its token fires: <c>await stopping;</c>. Goes on where it waited, on the loop.</summary>
internal static class TokenAwaiter
{
    public static TaskAwaiter GetAwaiter(this CancellationToken token)
    {
        var fired = new TaskCompletionSource();
        token.Register(fired.SetResult);
        return fired.Task.GetAwaiter();
    }
}
