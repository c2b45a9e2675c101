namespace Vahta.Loops;

/// <summary>Something to call on the loop.</summary>
internal readonly record struct Callback(SendOrPostCallback Code, object? State)
{
    private static readonly SendOrPostCallback s_action = static action => ((Action)action!)();
    private static readonly SendOrPostCallback s_inContext = static call => ((InContext)call!).Run();
    private static readonly SendOrPostCallback s_item = static item => ((IThreadPoolWorkItem)item!).Execute();
    private static readonly SendOrPostCallback s_main = static main => ((Func<Task>)main!)();

    /// <summary>Whether somebody may wait for what it does: not for an action that was posted, nor for a timer.</summary>
    public bool IsAwaited => Code != s_action && Code != s_inContext && State is not LoopTimer;

    public static Callback Of(Action action) => new(s_action, action);

    public static Callback Of(Action action, ExecutionContext context) => new(s_inContext, new InContext(action, context));

    public static Callback Of(IThreadPoolWorkItem item) => new(s_item, item);

    public static Callback OfMain(Func<Task> main) => new(s_main, main);

    public void Invoke() => Code(State);

    /// <summary>An action of the program's, and the context in which it was posted.</summary>
    internal sealed class InContext(Action action, ExecutionContext context)
    {
        public Action Action => action;

        public void Run() => ExecutionContext.Run(context, static action => ((Action)action!)(), action);
    }
}
