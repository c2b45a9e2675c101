namespace Vahta.Tests.Harness;

/// <summary>Lets a refusal that is thrown at once be expected like one that is awaited.</summary>
internal static class Posting
{
    public static async Task RefusedAsync(Func<ValueTask> post) => await post();
}
