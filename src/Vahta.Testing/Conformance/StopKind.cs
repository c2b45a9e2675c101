namespace Vahta.Testing.Conformance;

/// <summary>What ends an application's life.</summary>
internal enum StopKind
{
    /// <summary>Its own end; where it would run for ever, the program, after a while.</summary>
    None,
    FirstSignal,
    SecondSignal,
    ThirdSignal,
    StopAsync,
    CallersToken,
}
