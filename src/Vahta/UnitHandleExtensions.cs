using Vahta.Units;

namespace Vahta;

/// <summary>The words that can be said of a unit before it is started; each keeps the handle's type.</summary>
public static class UnitHandleExtensions
{
    extension<TUnit>(TUnit unit)
        where TUnit : UnitHandle
    {
        /// <summary>
        /// Starts the unit when another is ready, and stops it before. The kind is <see cref="Dependency.Bound"/> where the other is a lifespan,
        /// else <see cref="Dependency.Required"/>.
        /// </summary>
        /// <exception cref="InvalidOperationException">The unit has already been started.</exception>
        public TUnit After(UnitHandle dependency)
        {
            ArgumentNullException.ThrowIfNull(dependency);
            return unit.Declare(new(dependency.Name, dependency.Unit, null));
        }

        /// <summary>As <see cref="After{TUnit}(TUnit, UnitHandle)"/>, saying what the other's end means.</summary>
        /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
        /// <exception cref="InvalidOperationException">The unit has already been started.</exception>
        public TUnit After(UnitHandle dependency, Dependency kind)
        {
            ArgumentNullException.ThrowIfNull(dependency);
            return unit.Declare(new(dependency.Name, dependency.Unit, Known(kind, unit)));
        }

        /// <summary>As <see cref="After{TUnit}(TUnit, UnitHandle)"/>, by a name that is looked up at the start.</summary>
        /// <exception cref="InvalidOperationException">The unit has already been started.</exception>
        public TUnit After(string dependency)
        {
            ArgumentNullException.ThrowIfNull(dependency);
            return unit.Declare(new(dependency, null, null));
        }

        /// <summary>As <see cref="After{TUnit}(TUnit, string)"/>, saying what the other's end means.</summary>
        /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
        /// <exception cref="InvalidOperationException">The unit has already been started.</exception>
        public TUnit After(string dependency, Dependency kind)
        {
            ArgumentNullException.ThrowIfNull(dependency);
            return unit.Declare(new(dependency, null, Known(kind, unit)));
        }

        /// <summary>How long the unit may take to become ready; for a job, to complete. Default 30 s. Beyond it the unit is aborted and has failed.</summary>
        /// <exception cref="ArgumentOutOfRangeException">Zero, negative, or endless without being <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
        /// <exception cref="InvalidOperationException">The unit has already been started.</exception>
        public TUnit StartWithin(TimeSpan limit)
        {
            var start = TimeLimit.Positive(limit, $"StartWithin of unit '{unit.Name}'", nameof(limit));
            return unit.Say(settings => settings with { StartWithin = start });
        }

        /// <summary>
        /// The grace: how long the unit may take to stop before it is aborted. Default 10 s; zero aborts it at once. Shrinks where the stop
        /// budget does not suffice for everyone.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">Negative, or endless without being <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
        /// <exception cref="InvalidOperationException">The unit has already been started.</exception>
        public TUnit StopWithin(TimeSpan grace)
        {
            var stop = TimeLimit.Of(grace, $"StopWithin of unit '{unit.Name}'", nameof(grace));
            return unit.Say(settings => settings with { StopWithin = stop });
        }

        /// <summary>Whether, when and how often the unit runs again after it ended by itself. Default <see cref="RestartPolicy.Never"/>; in a group with a strategy, <see cref="RestartPolicy.OnFailure"/>.</summary>
        /// <exception cref="InvalidOperationException">The unit has already been started.</exception>
        public TUnit Restarts(RestartPolicy policy)
        {
            ArgumentNullException.ThrowIfNull(policy);
            return unit.Say(settings => settings with { Restarts = policy });
        }

        /// <summary>
        /// The task shows by <see cref="UnitContext.Heartbeat"/>, from being ready until the stop is announced, that it is alive. Silent for longer than this it is stopped and
        /// has failed. Time in which the process was frozen or its thread pool starved does not count.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">Zero, negative, or endless without being <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
        /// <exception cref="InvalidOperationException">The unit has already been started.</exception>
        public TUnit Watchdog(TimeSpan limit)
        {
            var silence = TimeLimit.Positive(limit, $"Watchdog of unit '{unit.Name}'", nameof(limit));
            return unit.Say(settings => settings with { Watchdog = silence });
        }

        /// <summary>
        /// The unit starts by request only, its own or that of one that needs it, and until then holds nobody up: the dispatcher is ready without it, and without those that wait for it.
        /// </summary>
        /// <exception cref="InvalidOperationException">The unit has already been started.</exception>
        public TUnit Manual() => unit.Say(settings => settings with { IsManual = true });

        /// <summary>The task is ready when it calls <see cref="UnitContext.Ready"/>, not before. Ending without is a failure.</summary>
        /// <exception cref="InvalidOperationException">The unit has already been started.</exception>
        public TUnit NotifiesReady() => unit.Say(settings => settings with { NotifiesReady = true });

        /// <summary>
        /// The dispatcher stops, reason <see cref="StopCause.Completed"/>, when this task or job has completed; also during the start. In a group it completes the group, see
        /// <see cref="UnitGroup.CompletesOn"/>. Being stopped or removed is no completion.
        /// </summary>
        /// <exception cref="InvalidOperationException">The unit has already been started.</exception>
        public TUnit Essential() => unit.Say(settings => settings with { IsEssential = true });

        /// <summary>
        /// The unit's failures are told but do not stop the dispatcher, nor count for the exit code. Units that require it are skipped or stopped.
        /// </summary>
        /// <exception cref="InvalidOperationException">The unit has already been started.</exception>
        public TUnit IgnoreFailure() => unit.Say(settings => settings with { IgnoresFailure = true });

        /// <summary>
        /// The schedule or pool itself fails when this many of its occurrences or items have failed in a row. Without it, a failed one is told once and
        /// fails only itself.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
        /// <exception cref="InvalidOperationException">The unit has already been started.</exception>
        public TUnit FailAfter(int failures) => failures >= 1
            ? unit.Say(settings => settings with { FailAfter = failures })
            : throw new ArgumentOutOfRangeException(nameof(failures), failures, $"FailAfter of unit '{unit.Name}' is less than 1. Give 1 or more, or leave it out and no failure becomes the unit's.");

        private TUnit Declare(Graph.Declaration declaration)
        {
            unit.Unit.Declare(declaration);
            return unit;
        }

        private TUnit Say(Func<UnitSettings, UnitSettings> word)
        {
            unit.Unit.Say(word);
            return unit;
        }
    }

    private static Dependency Known(Dependency kind, UnitHandle unit) => Enum.IsDefined(kind)
        ? kind
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, $"Unit '{unit.Name}' cannot depend in the way {(int)kind}. Say Required, Optional or Bound.");
}
