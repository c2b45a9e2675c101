using System.Reflection;
using System.Runtime.CompilerServices;

namespace Vahta.Diagnosis;

/// <summary>
/// Says where a task awaits, from outside and without its help.
/// <list type="bullet">
/// <item>Never throws, runs no code of the program's, and does nothing until first called.</item>
/// <item>A task that moves may be seen between two awaits: look twice before calling it stuck.</item>
/// <item>It reads the compiler's and the runtime's private names, so it tests itself once; see <see cref="Works"/>.</item>
/// </list>
/// </summary>
internal static class AwaitTrace
{
    private static readonly Lazy<bool> SelfTested = new(SelfTest.Passes, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>True when a walk over a known task of ours found what it must; else <see cref="Find"/> knows nothing.</summary>
    public static bool Works => SelfTested.Value;

    /// <summary>
    /// The deepest await in user code inside the task; without any, the outermost step of the framework's.
    /// Null when nothing can be known: the task has completed, or shows nothing of itself.
    /// </summary>
    public static AwaitSite? Find(Task task) => Works ? Pick(TaskWalk.Into(task)) : null;

    /// <summary>The one step of a walk to tell: code whose lines are known goes before a library's that has none.</summary>
    public static AwaitSite? Pick(IReadOnlyList<AwaitFrame> frames)
    {
        var user = frames.Where(frame => frame.Origin == CodeOrigin.User)
            .MaxBy(frame => (frame.Site.File is not null, frame.Depth));
        return (user ?? frames.FirstOrDefault(frame => frame.Origin == CodeOrigin.Framework))?.Site;
    }

    /// <summary>Where a delegate's code begins: its method, named as in the source, with file and first line.</summary>
    public static AwaitSite? StartOf(Delegate code)
    {
        try
        {
            while (code is { Target: Delegate inner, Method.Name: "Invoke" })
                code = inner;

            return StartOf(code.Method);
        }
        catch (Exception)
        {
            // A method made at run time may refuse to tell anything of itself.
            return null;
        }
    }

    /// <summary>Where the code of a task, or of what runs an async method, begins; null where it shows nothing of itself.</summary>
    public static AwaitSite? StartOf(object runs)
    {
        try
        {
            return TaskWalk.MachineOf(runs) is { } machine ? StateMachineMap.Of(machine.GetType()).Start
                : Promises.WorkOf(runs) is { } code ? StartOf(code)
                : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static AwaitSite StartOf(MethodInfo method)
    {
        var machine = method.GetCustomAttribute<StateMachineAttribute>()?.StateMachineType;
        var body = machine is null ? method : StateMachineMap.MoveNextOf(machine) ?? method;
        var start = SequencePoints.StartOf(body);
        return new AwaitSite(MethodNames.Of(method), start?.File, start?.Line ?? 0, Callee: null);
    }
}
