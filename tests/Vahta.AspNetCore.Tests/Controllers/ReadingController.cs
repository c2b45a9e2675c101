using Microsoft.AspNetCore.Mvc;

namespace Vahta.AspNetCore.Tests.Controllers;

/// <summary>Reads what it has injected.</summary>
[ApiController]
[Route("reading")]
public sealed class ReadingController(Lifespan<string> database, [FromKeyedServices("other-cache")] Lifespan<int> other) : ControllerBase
{
    [HttpGet]
    public string Get([FromKeyedServices("cache")] Lifespan<int> cache, [FromServices] Dispatcher dispatcher) => $"{database.Value}, {other.Value}, {cache.Value}, {dispatcher.State}";
}
