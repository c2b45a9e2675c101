using Akka.Actor;
using Akka.Configuration;

namespace Vahta.Bench.Peers;

/// <summary>Akka.NET: one actor a unit, without a name of its own, all children of the guardian, with nothing logged. An actor has no body: it idles by waiting for a message, and nothing throws.</summary>
internal sealed class Actors : IPopulation
{
    public static readonly Config Quiet = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }");

    private readonly ActorSystem _system = ActorSystem.Create("bench", Quiet);
    private Countdown _begun = null!;
    private int _count;

    public void Add(int count, Shape shape, Func<CancellationToken, Task> body) => (_count, _begun) = (count, new(count));

    public Task StartAsync()
    {
        var idle = Props.Create(() => new Idle(_begun));
        for (var index = 0; index < _count; index++)
        {
            _system.ActorOf(idle);
        }

        return _begun.Done;
    }

    public Task StopAsync() => _system.Terminate();

    private sealed class Idle(Countdown begun) : UntypedActor
    {
        protected override void PreStart() => begun.Signal();

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
