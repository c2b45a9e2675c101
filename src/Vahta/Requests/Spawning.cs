using Vahta.Pools;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Requests;

/// <summary>
/// The dispatcher's own pool, for work that nobody made a pool for: made when first needed, stopped before all lifespans there were then. Where somebody serves it is made before the start, and stopped after
/// them: what is in flight when the stop is announced may leave work, too.
/// </summary>
internal sealed class Spawning(Engine engine, Readiness readiness, PoolOptions options)
{
    public const string Name = "spawned";

    // under the dispatcher's lock
    private PoolBody<SpawnedWork>? _body;
    private Unit? _unit;
    private bool _isForServers;

    // written under it: the last that was running
    private volatile PoolBody<SpawnedWork>? _running;

    /// <summary>The pool to leave work with; null where nothing can begin any more, or not yet.</summary>
    /// <exception cref="InvalidOperationException">The program has a unit of its own by that name.</exception>
    public PoolBody<SpawnedWork>? Body
    {
        get
        {
            if (_running is { Intake.IsOpen: true } running && !engine.IsAnnounced)
            {
                // Once it has run, it accepts only while it runs.
                return running;
            }

            using var turn = engine.Enter();
            var isThere = _unit is not null && engine.Graph.Has(_unit);
            if (!engine.UnitsBegan || (engine.IsAnnounced && !(_isForServers && isThere)))
            {
                return null;
            }

            if (!isThere)
            {
                Make(turn);
            }

            _running = _unit!.Run is null ? null : _body;
            return _body;
        }
    }

    /// <summary>Before the start: makes the pool for those who serve.</summary>
    public void MakeForServers()
    {
        using var turn = engine.Enter();
        if (!engine.Graph.TryFind(Name, out _))
        {
            _isForServers = true;
            engine.Graph.AddForServers(Unit());
        }
    }

    private void Make(Turn turn)
    {
        if (engine.Graph.TryFind(Name, out _))
        {
            throw new InvalidOperationException($"Work cannot be spawned: the pool for it is called '{Name}', and there is another unit by that name. Rename that, or post to a pool of your own.");
        }

        engine.Graph.AddBehindLifespans(Unit());
        engine.Tell(turn, new UnitAdded { Unit = Name });
        _unit!.Times.Awaiting = turn.Now;
        readiness.Place(turn, _unit);
    }

    private Unit Unit()
    {
        _body = new((work, _, token) => work.RunAsync(token), (Delegate)Make, options) { NameOf = static (work, _) => $"'{work.Name}'" };
        _unit = new(Name, _body);
        _ = new Pool<SpawnedWork>(_unit, _body);
        _body.Join(_unit, engine);
        _body.Intake.Open();
        return _unit;
    }
}
