namespace Vahta.AspNetCore.Tests.Modules;

/// <summary>What cannot be a module is refused where it is said.</summary>
public sealed class MistakeTests
{
    [Fact]
    public async Task C4_a_module_is_mounted_once_and_before_the_start()
    {
        await using var application = Site.Build(static built => built.MapVahtaModule("/admin", static _ => { }));

        var twice = Assert.Throws<InvalidOperationException>(() => application.MapVahtaModule("/admin", static _ => { }));
        await application.StartAsync();
        var late = Assert.Throws<InvalidOperationException>(() => application.MapVahtaModule("/late", static _ => { }));

        Assert.Contains("'admin' cannot be added: there is already a module", twice.Message, StringComparison.Ordinal);
        Assert.Contains("'late' cannot be added: the dispatcher is Running", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C4_two_of_a_name_stand_side_by_side_only_within_different_modules()
    {
        await using var site = await Site.StartAsync(static application =>
        {
            application.MapVahtaModule("/north", static north => north.MapVahtaModule("/shop", static shop => shop.MapGet("/", static () => "north")));
            application.MapVahtaModule("/south", static south => south.MapVahtaModule("/shop", static shop => shop.MapGet("/", static () => "south")));
            application.MapVahtaModule("/shop", static shop => shop.MapGet("/", static () => "middle"));
        });

        Assert.Equal(("north", "south", "middle"), (await site.TextAsync("/north/shop"), await site.TextAsync("/south/shop"), await site.TextAsync("/shop")));
    }

    [Fact]
    public async Task A_name_that_a_unit_has_or_that_cannot_be_one_is_refused_and_another_can_be_given()
    {
        await using var application = Site.Build(static _ => { }, static dispatcher => dispatcher.AddLifespan("admin", static _ => Task.FromResult(1)));

        Assert.Contains("a unit of that name", Assert.Throws<InvalidOperationException>(() => application.MapVahtaModule("/admin", static _ => { })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => application.MapVahtaModule("/tenants/{tenant}", static _ => { }));
        Assert.Equal("tenant", application.MapVahtaModule("/tenants/{tenant}", static _ => { }, "tenant").Name);
    }

    [Fact]
    public async Task Without_a_dispatcher_there_is_nothing_to_add_a_module_to()
    {
        await using var application = WebApplication.CreateBuilder().Build();

        Assert.Contains("AddVahta", Assert.Throws<InvalidOperationException>(() => application.MapVahtaModule("/admin", static _ => { })).Message, StringComparison.Ordinal);
    }
}
