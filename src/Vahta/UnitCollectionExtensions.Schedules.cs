using System.Diagnostics.CodeAnalysis;
using Vahta.Schedules;
using Vahta.Units;

namespace Vahta;

/// <content>Schedules.</content>
public static partial class UnitCollectionExtensions
{
    extension(IUnitCollection units)
    {
        /// <summary>
        /// Adds a schedule: its code is called again and again, each time as an occurrence of its own. It is ready once its timetable is drawn, and runs until it is told to
        /// stop; an occurrence that runs then gets its token and the unit's grace. None begins after the application's stop was announced. One that throws is told
        /// and fails only itself, unless <c>FailAfter</c> says otherwise.
        /// </summary>
        /// <inheritdoc cref="AddTask(IUnitCollection, string, Func{CancellationToken, Task})"/>
        public ScheduledUnit AddSchedule(string name, Schedule schedule, Func<CancellationToken, Task> body) =>
            units.Schedule(name, schedule, new WorkBody(UnitKind.Schedule, body));

        /// <summary>
        /// Adds a schedule whose code gets a <see cref="UnitContext"/> for each occurrence: what it owns is closed, and its scope ends, with the occurrence.
        /// </summary>
        /// <inheritdoc cref="AddSchedule(IUnitCollection, string, Schedule, Func{CancellationToken, Task})"/>
        public ScheduledUnit AddSchedule(string name, Schedule schedule, Func<UnitContext, CancellationToken, Task> body) =>
            units.Schedule(name, schedule, new WorkBody(UnitKind.Schedule, body));

        /// <summary>Adds a schedule written as a class, made anew, in a scope of its own, for each occurrence; see <see cref="IUnit"/>.</summary>
        /// <inheritdoc cref="AddSchedule(IUnitCollection, string, Schedule, Func{CancellationToken, Task})"/>
        public ScheduledUnit AddSchedule<[DynamicallyAccessedMembers(Constructors)] TUnit>(string name, Schedule schedule)
            where TUnit : class, IUnit =>
            units.Schedule(name, schedule, new ClassBody<TUnit>(UnitKind.Schedule));

        private ScheduledUnit Schedule(string name, Schedule schedule, UnitBody work)
        {
            ArgumentNullException.ThrowIfNull(schedule);
            var body = new ScheduleBody(schedule, work);
            return new(units.Add(name, body), body);
        }
    }
}
