using Microsoft.Extensions.Hosting;
using Vahta.Units;

namespace Vahta.Hosting.Adoption;

/// <summary>What the host's own options say of a unit, where nobody said a word about it. Most say nothing, and share what is left.</summary>
internal sealed class HostedDefaults
{
    private static readonly TimeSpan s_timeout = new HostOptions().ShutdownTimeout;

    private readonly Func<UnitSettings, UnitSettings> _service;
    private readonly Func<UnitSettings, UnitSettings> _background;
    private readonly Func<UnitSettings, UnitSettings> _webServer;

    /// <param name="options">The host's.</param>
    /// <param name="drainDelay">How long a web server serves on when it is told to stop.</param>
    public HostedDefaults(HostOptions options, TimeSpan drainDelay)
    {
        var host = new UnitSettings
        {
            StopWithin = options.ShutdownTimeout == s_timeout ? null : TimeLimit.Of(options.ShutdownTimeout, nameof(options.ShutdownTimeout)),
            StartWithin = TimeLimit.Of(Timeout.InfiniteTimeSpan, nameof(options.StartupTimeout)),
        };
        _service = Over(host);
        _background = Over(host with { IgnoresFailure = options.BackgroundServiceExceptionBehavior == BackgroundServiceExceptionBehavior.Ignore });
        _webServer = Over(host with { DrainDelay = TimeLimit.Of(drainDelay, nameof(DispatcherOptions.DrainDelay)) });
    }

    public Func<UnitSettings, UnitSettings> For(UnitKind kind, bool isBackground) => kind == UnitKind.WebServer ? _webServer : isBackground ? _background : _service;

    private static Func<UnitSettings, UnitSettings> Over(UnitSettings host) => said => said == UnitSettings.Default ? host : said with
    {
        StopWithin = said.StopWithin ?? host.StopWithin,
        StartWithin = said.StartWithin ?? host.StartWithin,
        DrainDelay = said.DrainDelay ?? host.DrainDelay,
        IgnoresFailure = said.IgnoresFailure || (host.IgnoresFailure && said.Restarts is null),
    };
}
