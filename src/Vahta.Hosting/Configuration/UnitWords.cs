using Vahta.Units;

namespace Vahta.Hosting.Configuration;

/// <summary>What a configuration says of one unit. Null means not said: then the code's word holds.</summary>
internal sealed record UnitWords
{
    public TimeLimit? StartWithin { get; init; }

    public TimeLimit? StopWithin { get; init; }

    public TimeLimit? DrainDelay { get; init; }

    public TimeLimit? DrainWithin { get; init; }

    public TimeLimit? Watchdog { get; init; }

    public RestartWords Restarts { get; init; } = new();

    public bool? IgnoreFailure { get; init; }

    public bool? Essential { get; init; }

    public bool? Manual { get; init; }

    public int? FailAfter { get; init; }

    public static UnitWords Read(SectionReader section)
    {
        var words = new UnitWords
        {
            StartWithin = section.Limit(nameof(StartWithin)),
            StopWithin = section.Limit(nameof(StopWithin), mayBeZero: true),
            DrainDelay = section.Limit(nameof(DrainDelay), mayBeZero: true),
            DrainWithin = section.Limit(nameof(DrainWithin), mayBeZero: true),
            Watchdog = section.Limit(nameof(Watchdog)),
            Restarts = RestartWords.Read(section.Below(nameof(Restarts))),
            IgnoreFailure = section.Flag(nameof(IgnoreFailure)),
            Essential = section.Flag(nameof(Essential)),
            Manual = section.Flag(nameof(Manual)),
            FailAfter = section.Number(nameof(FailAfter), least: 1),
        };
        section.RefuseUnknown();
        return words;
    }

    public UnitSettings Over(UnitSettings said, RestartPolicy policy) => said with
    {
        StartWithin = StartWithin ?? said.StartWithin,
        StopWithin = StopWithin ?? said.StopWithin,
        DrainDelay = DrainDelay ?? said.DrainDelay,
        DrainWithin = DrainWithin ?? said.DrainWithin,
        Watchdog = Watchdog ?? said.Watchdog,
        Restarts = Restarts == new RestartWords() ? said.Restarts : Restarts.Over(policy),
        IgnoresFailure = IgnoreFailure ?? said.IgnoresFailure,
        IsEssential = Essential ?? said.IsEssential,
        IsManual = Manual ?? said.IsManual,
        FailAfter = FailAfter ?? said.FailAfter,
    };
}
