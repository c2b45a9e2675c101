using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Vahta.Bench.Micro;

// Answers one of the small questions for one side by BenchmarkDotNet, one value in milliseconds a line: the question's variant, a tab, the value. Called round by round by bench/run.
var benchmarks = args switch
{
    ["diagnosis", "vahta"] => typeof(HangingUnit),
    ["diagnosis", "bare"] => typeof(OwnStack),
    ["snapshot", "vahta"] => typeof(Snapshots),
    ["snapshot", "bare"] => typeof(StatusRows),
    _ => throw new ArgumentException($"'{string.Join(' ', args)}' is no question. Ask diagnosis or snapshot, of vahta or bare."),
};

var config = ManualConfig.CreateEmpty()
    .AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance))
    .AddLogger(NullLogger.Instance)
    .WithOptions(ConfigOptions.DisableLogFile)
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "vahta-bench"));
foreach (var report in BenchmarkRunner.Run(benchmarks, config).Reports)
{
    var milliseconds = report.ResultStatistics!.Median / 1_000_000;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')}\t{milliseconds:0.#####}"));
}
