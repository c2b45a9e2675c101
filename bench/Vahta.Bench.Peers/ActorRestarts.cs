using System.Diagnostics;
using Akka.Actor;

namespace Vahta.Bench.Peers;

/// <summary>How many times a second Akka.NET restarts actors that throw: each tells itself once more when it is back. A guardian that restarts at once and for ever, nothing logged.</summary>
internal static class ActorRestarts
{
    public static async Task<double> PerSecondAsync(int units, int restarts)
    {
        using var system = ActorSystem.Create("bench", Actors.Quiet);
        var (all, left) = (new Countdown(restarts), new Fuse(restarts));
        var guardian = system.ActorOf(Props.Create(() => new Guardian(units, left, all)));
        await guardian.Ask<string>("ready?");
        var began = Stopwatch.GetTimestamp();
        guardian.Tell("fail");
        await all.Done;
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await system.Terminate();
        return restarts / took;
    }

    private sealed class Fuse(int left)
    {
        private int _left = left;

        public bool Burn() => Interlocked.Decrement(ref _left) >= 0;
    }

    private sealed class Guardian(int units, Fuse left, Countdown all) : UntypedActor
    {
        protected override void PreStart()
        {
            var failing = Props.Create(() => new Failing(left, all));
            for (var unit = 0; unit < units; unit++)
            {
                Context.ActorOf(failing);
            }
        }

        protected override void OnReceive(object message)
        {
            if (message is "ready?")
            {
                Sender.Tell("ready");
                return;
            }

            foreach (var child in Context.GetChildren())
            {
                child.Tell(message);
            }
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Restart);
    }

    private sealed class Failing(Fuse left, Countdown all) : UntypedActor
    {
        protected override void PostRestart(Exception reason)
        {
            base.PostRestart(reason);
            all.Signal();
            Self.Tell("fail");
        }

        protected override void OnReceive(object message)
        {
            if (left.Burn())
            {
                throw new InvalidOperationException();
            }
        }
    }
}
