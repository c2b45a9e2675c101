using System.Diagnostics.CodeAnalysis;
using Vahta.Units;

namespace Vahta;

/// <summary>The kinds of units that can be added.</summary>
public static partial class UnitCollectionExtensions
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    extension(IUnitCollection units)
    {
        /// <summary>
        /// Adds a task: it runs until its token fires. Ready once its delegate has returned a Task (or has run for one second), unless it
        /// <c>NotifiesReady</c>. Returning early completes it; throwing fails it.
        /// </summary>
        /// <exception cref="ArgumentException">The name is not made of letters, digits, dots, underscores and hyphens.</exception>
        /// <exception cref="InvalidOperationException">The dispatcher is stopping; or it is running and the name is taken.</exception>
        public UnitHandle AddTask(string name, Func<CancellationToken, Task> body) =>
            new(units.Add(name, new WorkBody(UnitKind.Task, body)));

        /// <inheritdoc cref="AddTask(IUnitCollection, string, Func{CancellationToken, Task})"/>
        public UnitHandle AddTask(string name, Func<UnitContext, CancellationToken, Task> body) =>
            new(units.Add(name, new WorkBody(UnitKind.Task, body)));

        /// <summary>Adds a task written as a class; see <see cref="IUnit"/>.</summary>
        /// <inheritdoc cref="AddTask(IUnitCollection, string, Func{CancellationToken, Task})"/>
        public UnitHandle AddTask<[DynamicallyAccessedMembers(Constructors)] TUnit>(string name)
            where TUnit : class, IUnit =>
            new(units.Add(name, new ClassBody<TUnit>(UnitKind.Task)));

        /// <summary>
        /// Adds a job: it runs once, and is ready when it has completed. <c>StartWithin</c> bounds the whole run.
        /// </summary>
        /// <inheritdoc cref="AddTask(IUnitCollection, string, Func{CancellationToken, Task})"/>
        public UnitHandle AddJob(string name, Func<CancellationToken, Task> body) =>
            new(units.Add(name, new WorkBody(UnitKind.Job, body)));

        /// <inheritdoc cref="AddJob(IUnitCollection, string, Func{CancellationToken, Task})"/>
        public UnitHandle AddJob(string name, Func<UnitContext, CancellationToken, Task> body) =>
            new(units.Add(name, new WorkBody(UnitKind.Job, body)));

        /// <summary>Adds a job written as a class; see <see cref="IUnit"/>.</summary>
        /// <inheritdoc cref="AddJob(IUnitCollection, string, Func{CancellationToken, Task})"/>
        public UnitHandle AddJob<[DynamicallyAccessedMembers(Constructors)] TUnit>(string name)
            where TUnit : class, IUnit =>
            new(units.Add(name, new ClassBody<TUnit>(UnitKind.Job)));

        /// <summary>
        /// Adds a lifespan written as an async iterator with exactly one <c>yield</c>: what stands before is its setup, the value yielded is
        /// what others get, what stands after is its teardown, called exactly once if and only if the setup succeeded.
        /// </summary>
        /// <inheritdoc cref="AddTask(IUnitCollection, string, Func{CancellationToken, Task})"/>
        public Lifespan<T> AddLifespan<T>(string name, Func<UnitContext, IAsyncEnumerable<T>> iterator) =>
            units.Lifespan(name, new IteratorLifespan<T>(iterator));

        /// <summary>Adds a lifespan made by a factory and torn down by disposing what it made, if that is disposable.</summary>
        /// <inheritdoc cref="AddTask(IUnitCollection, string, Func{CancellationToken, Task})"/>
        public Lifespan<T> AddLifespan<T>(string name, Func<CancellationToken, Task<T>> open)
        {
            ArgumentNullException.ThrowIfNull(open);
            return units.Lifespan(name, new OpenCloseLifespan<T>((_, stopping) => open(stopping), OpenCloseLifespan<T>.DisposeAsync, open));
        }

        /// <inheritdoc cref="AddLifespan{T}(IUnitCollection, string, Func{CancellationToken, Task{T}})"/>
        public Lifespan<T> AddLifespan<T>(string name, Func<UnitContext, CancellationToken, Task<T>> open)
        {
            ArgumentNullException.ThrowIfNull(open);
            return units.Lifespan(name, new OpenCloseLifespan<T>(open, OpenCloseLifespan<T>.DisposeAsync, open));
        }

        /// <summary>
        /// Adds a lifespan as a pair of delegates. The token handed to <paramref name="close"/> fires when the teardown's time is up.
        /// </summary>
        /// <inheritdoc cref="AddTask(IUnitCollection, string, Func{CancellationToken, Task})"/>
        public Lifespan<T> AddLifespan<T>(string name, Func<CancellationToken, Task<T>> open, Func<T, CancellationToken, Task> close)
        {
            ArgumentNullException.ThrowIfNull(open);
            ArgumentNullException.ThrowIfNull(close);
            return units.Lifespan(name, new OpenCloseLifespan<T>((_, stopping) => open(stopping), close, open));
        }

        /// <inheritdoc cref="AddLifespan{T}(IUnitCollection, string, Func{CancellationToken, Task{T}}, Func{T, CancellationToken, Task})"/>
        public UnitHandle AddLifespan(string name, Func<CancellationToken, Task> open, Func<CancellationToken, Task> close)
        {
            ArgumentNullException.ThrowIfNull(open);
            ArgumentNullException.ThrowIfNull(close);
            return units.Lifespan(name, new OpenCloseLifespan<object?>((unit, stopping) => OpenNothing(unit, open, stopping), (_, aborting) => close(aborting), open));
        }

        private Lifespan<T> Lifespan<T>(string name, LifespanBody<T> body) => new(units.Add(name, body), body);
    }

    private static async Task<object?> OpenNothing(UnitContext unit, Func<CancellationToken, Task> open, CancellationToken stopping)
    {
        await SeveralFailures.KeepAsync(Returned.Task(open(stopping), unit.Name, "open"));
        return null;
    }
}
