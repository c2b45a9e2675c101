using Microsoft.Extensions.Hosting;
using Vahta.Hosting.Adoption;

namespace Vahta;

/// <summary>Hosted services as units.</summary>
public static class HostedUnitExtensions
{
    extension(Dispatcher dispatcher)
    {
        /// <summary>
        /// The unit of a hosted service, to give it order, restart, grace or a watchdog: the one that the application registers, or where it registers none, one of the unit's own.
        /// Its name is that of the type.
        /// <list type="bullet">
        /// <item>Ready when <see cref="IHostedService.StartAsync"/> has ended; its <see cref="IHostedService.StopAsync"/> is called exactly once if that succeeded.</item>
        /// <item>A <see cref="BackgroundService"/> whose <c>ExecuteAsync</c> throws has failed; cancellation that nobody asked for is a failure. One whose returns is stopped in its turn; where it is essential, always restarts, or the
        /// application ends when all work is done, at once: then it has completed.</item>
        /// <item>A restart makes a new instance, in a scope of its own, as the application registered it.</item>
        /// </list>
        /// </summary>
        /// <exception cref="InvalidOperationException">The dispatcher is stopping; or another unit has the name.</exception>
        public UnitHandle Hosted<TService>()
            where TService : class, IHostedService => dispatcher.Hosted(typeof(TService), HostedNames.Of(typeof(TService)));

        /// <summary>
        /// As <see cref="Hosted{TService}(Dispatcher)"/>, under a name: where several of a type are registered, the names are theirs in the order of registration; names beyond that are services
        /// of their own, made from the service registered with the name as its key, or else anew. So two of the same type run side by side.
        /// </summary>
        /// <exception cref="ArgumentException">The name is not made of letters, digits, dots, underscores and hyphens.</exception>
        /// <exception cref="InvalidOperationException">The dispatcher is stopping; or another unit has the name.</exception>
        public UnitHandle Hosted<TService>(string name)
            where TService : class, IHostedService => dispatcher.Hosted(typeof(TService), name);

        private UnitHandle Hosted(Type type, string name) =>
            !dispatcher.TryGetUnit(name, out var unit) ? HostedBody.Add(dispatcher, name, new(type, UnitKind.HostedService))
            : unit.Unit.Body is HostedBody hosted && hosted.Type == type ? unit
            : throw new InvalidOperationException($"'{name}' cannot be the unit of {type.Name}: there is another of that name. Give it a name of its own: Hosted<{type.Name}>(\"…\").");
    }
}
