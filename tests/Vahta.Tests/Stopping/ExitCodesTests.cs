using CsCheck;
using Vahta.Stopping;

namespace Vahta.Tests.Stopping;

public sealed class ExitCodesTests
{
    public static TheoryData<StopCause, bool, bool, bool, int?, int> Cases => new()
    {
        // cause, refused, failed, abandoned, given, code
        { StopCause.Requested, false, false, false, null, 0 },
        { StopCause.Signal, false, false, false, null, 0 },
        { StopCause.Completed, false, false, false, null, 0 },
        { StopCause.Requested, false, false, false, 42, 42 },
        { StopCause.Requested, false, false, true, 42, 4 },
        { StopCause.Requested, false, true, false, 42, 1 },
        { StopCause.Requested, false, true, true, null, 1 },
        { StopCause.UnitFailed, false, true, true, null, 1 },
        { StopCause.StartFailed, false, true, true, null, 3 },
        { StopCause.StartFailed, true, true, true, null, 2 },
        { StopCause.Signal, false, false, true, null, 4 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void F10_the_first_exit_code_that_applies_counts(StopCause cause, bool refused, bool failed, bool abandoned, int? given, int code)
    {
        var reason = new StopReason { Cause = cause, ExitCode = given, Exception = refused ? new DispatcherConfigurationException(["wrong"]) : null };

        Assert.Equal(code, ExitCodes.Of(reason, failed, abandoned));
    }

    [Theory]
    [InlineData(2, 130)]
    [InlineData(3, 131)]
    [InlineData(15, 143)]
    public void S54_a_forced_exit_is_128_plus_the_signals_number(int signal, int code) => Assert.Equal(code, ExitCodes.Forced(signal));

    [Fact]
    public void F11_a_requested_code_never_hides_something_worse() =>
        Gen.Select(Gen.Enum<StopCause>(), Gen.Bool, Gen.Bool, Gen.Int[0, 255]).Sample((cause, failed, abandoned, given) =>
        {
            var code = ExitCodes.Of(new() { Cause = cause, ExitCode = given }, failed, abandoned);

            Assert.Equal(cause == StopCause.StartFailed ? 3 : failed ? 1 : abandoned ? 4 : given, code);
        }, threads: 1);
}
