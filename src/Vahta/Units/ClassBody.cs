using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Vahta.Units;

/// <summary>A task or a job written as a class: an instance for each run, out of the run's own scope.</summary>
internal sealed class ClassBody<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TUnit>(UnitKind kind) : UnitBody
    where TUnit : class, IUnit
{
    public override UnitKind Kind => kind;

    public override Delegate? Code => null;

    public override Task Start(UnitContext context) => Returned.Task(Instance(context).RunAsync(context, context.Stopping), context.Name, nameof(IUnit.RunAsync));

    // What the container made, its scope disposes; what we made, the run owns.
    private static TUnit Instance(UnitContext context) =>
        (TUnit?)context.Services.GetService(typeof(TUnit)) ?? context.OwnIfDisposable(ActivatorUtilities.CreateInstance<TUnit>(context.Services));
}
