using Microsoft.AspNetCore.Builder;

// ASP.NET Core with its defaults.
var application = Site.Build(args).Build();
application.MapGet("/health/ready", static () => "ready");
Site.Map(application);
await application.RunAsync();
