namespace Vahta.Tests.Harness;

/// <summary>The two ways into a dispatcher; what holds for units holds through both.</summary>
public enum Entry
{
    StartAsync,
    RunAsync,
}
