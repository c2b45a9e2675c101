using System.Diagnostics;
using BenchmarkDotNet.Attributes;

namespace Vahta.Bench.Micro;

/// <summary>The floor: the runtime's own trace of the calling thread, with its lines; what awaits has none.</summary>
public class OwnStack
{
    [Benchmark(Description = "the line at which it waits")]
    public string Look() => new StackTrace(fNeedFileInfo: true).ToString();
}
