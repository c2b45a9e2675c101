namespace Vahta.Tests.Harness;

/// <summary>Tests that read what belongs to the whole process, its memory, meter or activity source: no other test may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessToItself
{
    public const string Name = "the process to itself";
}
