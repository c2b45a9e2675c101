namespace Vahta.Tests.Loops;

public sealed class SendTests
{
    [Fact]
    public void Send_on_the_loop_calls_at_once()
    {
        using var loop = JumpingTime.Loop();
        var called = 0;

        loop.Run(async () =>
        {
            loop.SynchronizationContext.Send(_ => called++, null);
            Assert.Equal(1, called);
            await Task.Yield();
        });

        Assert.Equal(1, called);
    }

    [Fact]
    public void Send_from_elsewhere_is_refused_with_a_way_out()
    {
        using var loop = JumpingTime.Loop();
        var called = 0;

        var refused = Assert.Throws<NotSupportedException>(() => loop.SynchronizationContext.Send(_ => called++, null));
        loop.Run(async () => await Task.Run(() => Assert.Throws<NotSupportedException>(() => loop.SynchronizationContext.Send(_ => called++, null))));

        Assert.EndsWith("Use Post.", refused.Message);
        Assert.Equal(0, called);
    }

    [Fact]
    public void A_copy_of_the_context_is_the_context()
    {
        using var loop = JumpingTime.Loop();

        Assert.Same(loop.SynchronizationContext, loop.SynchronizationContext.CreateCopy());
    }
}
