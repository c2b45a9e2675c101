using Vahta.Hosting.Adoption;

namespace Vahta.Hosting.Tests.Adoption;

/// <summary>On which host all this runs: Vahta.Hosting11.Tests are the same sources on another.</summary>
public sealed class HostVersionTests
{
    private static readonly int s_version = typeof(HostVersionTests).Assembly.GetName().Name == "Vahta.Hosting11.Tests" ? 11 : 10;

    [Fact]
    public void N19_the_suite_runs_on_the_host_that_its_project_is_for() =>
        Assert.Equal((s_version, s_version), (typeof(Host).Assembly.GetName().Version!.Major, typeof(BackgroundService).Assembly.GetName().Version!.Major));

    [Fact]
    public void N19_what_a_background_service_keeps_to_itself_is_as_we_know_it() => Assert.True(BackgroundMembers.AreKnown);
}
