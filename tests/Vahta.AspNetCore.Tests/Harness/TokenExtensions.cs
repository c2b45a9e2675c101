namespace Vahta.AspNetCore.Tests.Harness;

/// <summary>Waiting for a token.</summary>
internal static class TokenExtensions
{
    extension(CancellationToken token)
    {
        public Task WhenFiredAsync()
        {
            var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            token.Register(fired.SetResult);
            return fired.Task;
        }
    }
}
