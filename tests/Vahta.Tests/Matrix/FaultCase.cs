namespace Vahta.Tests.Matrix;

/// <summary>Where in an application's life something goes wrong. Kinds of units that are still to come are played by the closest there is.</summary>
public enum Phase
{
    Factory,
    Setup_of_the_1st,
    Setup_of_the_2nd,
    Setup_of_the_3rd,
    Hook_before_the_start,
    Hook_at_the_stop,
    Hook_at_the_end,
    Bind,
    Ready,
    Main_work,
    Pool_work,
    Drain,
    Teardown_of_the_1st,
    Teardown_of_the_2nd,
    Teardown_of_the_3rd,
}

/// <summary>What goes wrong.</summary>
public enum Fault
{
    Throws,
    Hangs,
    CancelsItself,
    SwallowsCancellation,
}

/// <summary>Who asks for the end, besides the application itself.</summary>
public enum Stop
{
    None,
    FirstSignal,
    SecondSignal,
    ThirdSignal,
    StopAsync,
    CallersToken,
}

/// <summary>One case of the fault matrix.</summary>
internal sealed record FaultCase(Phase Phase, Fault Fault, Stop Stop)
{
    public static IEnumerable<FaultCase> All =>
        from phase in Enum.GetValues<Phase>()
        from fault in Enum.GetValues<Fault>()
        from stop in Enum.GetValues<Stop>()
        select new FaultCase(phase, fault, stop);

    /// <summary>The unit or hook in which it goes wrong.</summary>
    public string Place => Phase switch
    {
        Phase.Factory => "settings",
        Phase.Setup_of_the_1st or Phase.Teardown_of_the_1st => "1st",
        Phase.Setup_of_the_2nd or Phase.Teardown_of_the_2nd => "2nd",
        Phase.Setup_of_the_3rd or Phase.Teardown_of_the_3rd => "3rd",
        Phase.Hook_before_the_start => "OnStarting #2",
        Phase.Hook_at_the_stop => "OnStopping #2",
        Phase.Hook_at_the_end => "OnStopped #1",
        Phase.Bind => "server",
        Phase.Ready => "OnReady #1",
        Phase.Main_work => "main",
        Phase.Pool_work => "pool",
        _ => "intake",
    };

    /// <summary>Whether it neither ends nor fails by itself.</summary>
    public bool Stays => Fault is Fault.Hangs or Fault.SwallowsCancellation;

    public bool IsAHook => Phase is Phase.Hook_before_the_start or Phase.Hook_at_the_stop or Phase.Hook_at_the_end or Phase.Ready;

    /// <summary>Whether it goes wrong only once the stop has been announced: then it is the second signal that comes close to it, not the first.</summary>
    public bool IsInTheStop => Phase >= Phase.Drain || Phase is Phase.Hook_at_the_stop or Phase.Hook_at_the_end;

    /// <summary>Whether nothing but a request would ever end it: a start waits for its hooks, and the application for its main work, without a limit.</summary>
    public bool NeverEnds => Phase is Phase.Hook_before_the_start or Phase.Main_work && Stays;

    public override string ToString() => $"{Phase} / {Words(Fault)} / {Words(Stop)}";

    // SwallowsCancellation → swallows cancellation
    private static string Words(Enum value) => value switch
    {
        Stop.None => "no stop",
        Stop.StopAsync => nameof(Stop.StopAsync),
        Stop.CallersToken => "the caller's token",
        _ => string.Concat(value.ToString().Select((letter, index) => char.IsUpper(letter) && index > 0 ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}")),
    };
}
