namespace Vahta.Hosting.Configuration;

/// <summary>What a configuration says of a unit's restarts. Null means not said: then the code's policy holds.</summary>
internal sealed record RestartWords
{
    public RestartMode? Mode { get; init; }

    public TimeSpan? Delay { get; init; }

    public TimeSpan? MaxDelay { get; init; }

    public double? Jitter { get; init; }

    public int? MaxRestarts { get; init; }

    public TimeSpan? Window { get; init; }

    public TimeSpan? ResetAfter { get; init; }

    public bool? AlsoAtStart { get; init; }

    public bool? KeepTrying { get; init; }

    /// <summary>The section may be a text, then it is the mode.</summary>
    public static RestartWords Read(SectionReader section)
    {
        var words = new RestartWords
        {
            Mode = section.Mode(nameof(Mode)) ?? section.OwnMode(),
            Delay = Checked(section, nameof(Delay), static (policy, time) => policy with { Delay = time }),
            MaxDelay = Checked(section, nameof(MaxDelay), static (policy, time) => policy with { MaxDelay = time }),
            Jitter = section.Part(nameof(Jitter)),
            MaxRestarts = section.Number(nameof(MaxRestarts), least: 0),
            Window = Checked(section, nameof(Window), static (policy, time) => policy with { Window = time }),
            ResetAfter = Checked(section, nameof(ResetAfter), static (policy, time) => policy with { ResetAfter = time }),
            AlsoAtStart = section.Flag(nameof(AlsoAtStart)),
            KeepTrying = section.Flag(nameof(KeepTrying)),
        };
        section.RefuseUnknown();
        return words;
    }

    public RestartPolicy Over(RestartPolicy policy) => policy with
    {
        Mode = Mode ?? policy.Mode,
        Delay = Delay ?? policy.Delay,
        MaxDelay = MaxDelay ?? policy.MaxDelay,
        Jitter = Jitter ?? policy.Jitter,
        MaxRestarts = MaxRestarts ?? policy.MaxRestarts,
        Window = Window ?? policy.Window,
        ResetAfter = ResetAfter ?? policy.ResetAfter,
        AlsoAtStart = AlsoAtStart ?? policy.AlsoAtStart,
        KeepTrying = KeepTrying ?? policy.KeepTrying,
    };

    // The policy itself knows which times it takes.
    private static TimeSpan? Checked(SectionReader section, string key, Func<RestartPolicy, TimeSpan, RestartPolicy> say) =>
        section.Duration(key) is not { } time ? null : section.Accept(
            key,
            () =>
            {
                say(RestartPolicy.Never, time);
                return time;
            },
            "a restart cannot have that; give a time such as '5s'");
}
