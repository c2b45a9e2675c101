namespace Vahta.AspNetCore.Tests.Modules;

/// <summary>A module's endpoints: below its prefix, with what the module sees injected, and only while that is up.</summary>
public sealed class EndpointTests
{
    [Fact]
    public async Task Endpoints_stand_below_the_prefixes_of_modules_and_groups()
    {
        await using var site = await Site.StartAsync(static application =>
        {
            application.MapGroup("/api").MapVahtaModule("/admin", static admin =>
            {
                admin.MapGet("/", static () => "admin");
                admin.MapGroup("/inner").MapVahtaModule("/reports/daily", static reports => reports.MapGet("/today", static () => "today"));
            });
            application.MapGet("/", static () => "root");
        });

        Assert.Equal(("root", "admin", "today"), (await site.TextAsync("/"), await site.TextAsync("/api/admin"), await site.TextAsync("/api/admin/inner/reports/daily/today")));
        Assert.Equal(404, await site.StatusAsync("/admin"));
        Assert.True(site.Dispatcher.TryGetUnit("admin/reports-daily", out _));
    }

    [Fact]
    public async Task What_is_said_of_a_module_is_said_of_all_its_endpoints_and_of_none_around_it()
    {
        await using var site = await Site.StartAsync(static application =>
        {
            application.MapVahtaModule("/admin", static admin =>
            {
                admin.MapGet("/", static () => "admin");
                admin.MapVahtaModule("/reports", static reports => reports.MapGet("/", static () => "reports"));
            }).AddEndpointFilter(static async (context, next) => $"filtered {await next(context)}");
            application.MapGet("/", static () => "root");
        });

        Assert.Equal(("root", "filtered admin", "filtered reports"), (await site.TextAsync("/"), await site.TextAsync("/admin"), await site.TextAsync("/admin/reports")));
    }

    [Fact]
    public async Task C6_names_and_types_are_looked_up_in_the_module_first_and_then_outward()
    {
        await using var site = await Site.StartAsync(
            static application =>
            {
                Map(application);
                application.MapVahtaModule("/admin", static admin =>
                {
                    admin.Units.AddLifespan("database", static _ => Task.FromResult("admin's rows"));
                    Map(admin);
                    admin.MapVahtaModule("/reports", Map);
                });
                application.MapVahtaModule("/shop", Map);
            },
            static dispatcher => dispatcher.AddLifespan("database", static _ => Task.FromResult("the rows")));

        foreach (var (prefix, rows) in new[] { ("", "the rows"), ("/admin", "admin's rows"), ("/admin/reports", "admin's rows"), ("/shop", "the rows") })
        {
            Assert.Equal((rows, rows, rows), (await site.TextAsync($"{prefix}/typed"), await site.TextAsync($"{prefix}/keyed"), await site.TextAsync($"{prefix}/asked")));
        }

        static void Map(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder endpoints)
        {
            endpoints.MapGet("/typed", static (Lifespan<string> database) => database.Value);
            endpoints.MapGet("/keyed", static ([FromKeyedServices("database")] Lifespan<string> database) => database.Value);
            endpoints.MapGet("/asked", static (HttpContext context) => context.RequestServices.GetService<Lifespan<string>>()!.Value);
        }
    }

    [Fact]
    public async Task A_type_that_only_the_module_has_needs_no_words()
    {
        await using var site = await Site.StartAsync(static application => application.MapVahtaModule("/admin", static admin =>
        {
            admin.Units.AddLifespan("limit", static _ => Task.FromResult(42));
            admin.Units.AddPool<DateTime>("times", static (_, _) => Task.CompletedTask);
            admin.MapGet("/", static (Lifespan<int> limit, Pool<DateTime> times, Scoped scoped) => $"{limit.Value}, {times.Name}, {scoped.IsHere}");
            admin.MapGet("/lost", static (Lifespan<double> nobodys) => nobodys.Value);
            admin.MapGet("/lost/keyed", static ([FromKeyedServices("rate")] Lifespan<int> nobodys) => nobodys.Value);
        }), build: static builder => builder.Services.AddScoped<Scoped>());

        Assert.Equal("42, admin/times, True", await site.TextAsync("/admin"));
        Assert.Contains("Neither module 'admin' nor anything around it has a Lifespan<Double>", await site.TextAsync("/admin/lost"), StringComparison.Ordinal);
        Assert.Contains("a Lifespan<Int32> with the key 'rate'", await site.TextAsync("/admin/lost/keyed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task C6_a_unit_of_a_module_written_as_a_class_has_the_modules_own_injected_and_After_means_the_modules_own()
    {
        var journal = new Journal();
        await using var site = await Site.StartAsync(
            static application => application.MapVahtaModule("/admin", static admin =>
            {
                admin.Units.AddLifespan("database", static _ => Task.FromResult("admin's rows"));
                admin.Units.AddJob<Reading>("reading").After("database");
            }),
            static dispatcher =>
            {
                dispatcher.AddLifespan("database", static _ => Task.FromResult("the rows"));
                dispatcher.AddJob<Reading>("reading").After("database");
            },
            build: builder => builder.Services.AddSingleton(journal));

        Assert.Equal(["reading: the rows, the rows", "admin/reading: admin's rows, admin's rows"], journal.Lines);
    }

    [Fact]
    public async Task A_modules_group_that_was_declared_before_lets_the_containers_services_have_its_lifespans()
    {
        await using var site = await Site.StartAsync(
            static application => application.MapVahtaModule("/admin", static admin => admin.MapGet("/", static (Service service) => service.Rows)),
            static dispatcher => dispatcher.AddGroup("admin").AddLifespan("database", static _ => Task.FromResult("admin's rows")),
            build: static builder => builder.Services.AddScoped<Service>());

        Assert.Equal("admin's rows", await site.TextAsync("/admin"));
    }

    private sealed class Scoped : IDisposable
    {
        public bool IsHere { get; private set; } = true;

        public void Dispose() => IsHere = false;
    }

    private sealed class Service([FromKeyedServices("admin/database")] Lifespan<string> database)
    {
        public string Rows => database.Value;
    }

    private sealed class Reading(Journal journal, UnitContext unit, Lifespan<string> database, [FromKeyedServices("database")] Lifespan<string> named) : IUnit
    {
        public Task RunAsync(UnitContext context, CancellationToken stopping) => journal.NoteAsync($"{unit.Name}: {database.Value}, {named.Value}");
    }
}
