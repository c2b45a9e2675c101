namespace Vahta.ProcessTests.Systemd;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("Refused", 2)]
    [InlineData("FailingStart", 3)]
    public async Task S57_systemd_sees_the_exit_code_and_the_reason_and_does_not_try_again_what_it_was_told_is_hopeless(string scenario, int exitCode)
    {
        await using var systemd = await SystemdSession.BeginAsync($"Systemd.{scenario}", "Restart=on-failure", $"RestartPreventExitStatus={exitCode}");

        Assert.NotEqual(0, await systemd.SystemctlAsync("start"));

        var seen = await systemd.ShowAsync();
        Assert.Equal(("failed", "exit-code", exitCode, 0), (seen.Active, seen.Result, seen.ExitCode, seen.Restarts));
        Assert.StartsWith("Stopped: the start failed", seen.Status);
    }
}
