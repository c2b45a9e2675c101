namespace Vahta.Stopping;

/// <summary>The exit codes and their precedence.</summary>
internal static class ExitCodes
{
    public const int Refused = 2;

    public const int LeftBehind = 4;

    private const int StartFailed = 3;
    private const int Failed = 1;

    public static int Of(StopReason reason, bool anyFailed, bool anyAbandoned) => reason switch
    {
        { Cause: StopCause.StartFailed, Exception: DispatcherConfigurationException } => Refused,
        { Cause: StopCause.StartFailed } => StartFailed,
        _ when anyFailed => Failed,
        _ when anyAbandoned => LeftBehind,
        _ => reason.ExitCode ?? 0,
    };

    /// <summary>What a process that is forced out by a signal ends with.</summary>
    public static int Forced(int signalNumber) => 128 + signalNumber;
}
