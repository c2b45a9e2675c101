using Vahta.Units;

namespace Vahta;

/// <content>Groups.</content>
public static partial class UnitCollectionExtensions
{
    extension(IUnitCollection units)
    {
        /// <summary>
        /// Adds a group whose members are on their own: none runs again unless it says so, and then alone. Its members' names are looked up in it first, then outward; from outside
        /// they are <c>group/member</c>.
        /// </summary>
        /// <inheritdoc cref="AddTask(IUnitCollection, string, Func{CancellationToken, Task})"/>
        public UnitGroup AddGroup(string name) => units.Group(name, null, null);

        /// <summary>
        /// Adds a group with a strategy: its members run again after failures, unless they say otherwise, and the strategy says who with them.
        /// </summary>
        /// <param name="name">The group's name.</param>
        /// <param name="strategy">Who runs again with a member that does.</param>
        /// <param name="limit">
        /// How many restarts after failures there may be in the group within what time, before the group itself has failed; only that is read of it. Default 10 in 2 minutes.
        /// </param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such strategy.</exception>
        /// <inheritdoc cref="AddTask(IUnitCollection, string, Func{CancellationToken, Task})"/>
        public UnitGroup AddGroup(string name, GroupStrategy strategy, RestartPolicy? limit = null) => Enum.IsDefined(strategy)
            ? units.Group(name, strategy, limit)
            : throw new ArgumentOutOfRangeException(nameof(strategy), strategy, $"Group '{name}' cannot have the strategy {(int)strategy}. Say OneForOne, OneForAll or RestForOne.");

        private UnitGroup Group(string name, GroupStrategy? strategy, RestartPolicy? limit) => new(units.Add(name, new GroupBody(strategy, limit)), units);
    }
}
