using Vahta.Pools;

namespace Vahta;

/// <content>Pools.</content>
public static partial class UnitCollectionExtensions
{
    extension(IUnitCollection units)
    {
        /// <summary>
        /// Adds a pool: a bounded queue worked by several handlers. The handler's token fires when the item's time is up or the pool is aborted, and not when the poster's does. A failed item is told
        /// once, and fails only itself, unless <c>FailAfter</c> says otherwise.
        /// </summary>
        /// <inheritdoc cref="AddTask(IUnitCollection, string, Func{CancellationToken, Task})"/>
        public Pool<T> AddPool<T>(string name, Func<T, CancellationToken, Task> handler, PoolOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(handler);
            return units.Pool(name, new PoolBody<T>((item, _, token) => handler(item, token), handler, options ?? new()));
        }

        /// <inheritdoc cref="AddPool{T}(IUnitCollection, string, Func{T, CancellationToken, Task}, PoolOptions)"/>
        public Pool<T> AddPool<T>(string name, Func<T, UnitContext, CancellationToken, Task> handler, PoolOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(handler);
            return units.Pool(name, new PoolBody<T>(handler, handler, options ?? new()));
        }

        private Pool<T> Pool<T>(string name, PoolBody<T> body) => new(units.Add(name, body), body);
    }
}
