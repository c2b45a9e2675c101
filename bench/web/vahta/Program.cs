using System.Globalization;
using Microsoft.AspNetCore.Builder;

// The same in a dispatcher; the second argument says for how many seconds it serves on after readiness has failed.
var builder = Site.Build(args);
builder.AddVahta(options: options => options.DrainDelay = TimeSpan.FromSeconds(double.Parse(args[1], CultureInfo.InvariantCulture)));
var application = builder.Build();
application.MapVahtaProbes();
Site.Map(application);
await application.RunAsync();
