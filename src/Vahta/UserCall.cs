namespace Vahta;

/// <summary>One call into the program's code that a dispatcher is about to make.</summary>
public sealed class UserCall
{
    private readonly Func<Task> _invoke;

    internal UserCall(Dispatcher dispatcher, UserCallKind kind, string name, UnitContext? context, CancellationToken token, Func<Task> invoke)
    {
        Dispatcher = dispatcher;
        Kind = kind;
        Name = name;
        Context = context;
        Token = token;
        _invoke = invoke;
    }

    /// <summary>The dispatcher that makes it.</summary>
    public Dispatcher Dispatcher { get; }

    /// <summary>What it is for.</summary>
    public UserCallKind Kind { get; }

    /// <summary>The unit's name, or the hook's: its kind and number, e.g. <c>OnStopping #2</c>.</summary>
    public string Name { get; }

    /// <summary>The unit's context; null for a hook.</summary>
    public UnitContext? Context { get; }

    /// <summary>What the code is given: a run's and a reload's <see cref="UnitContext.Stopping"/>, a teardown's <see cref="UnitContext.Aborting"/>, the hook's token.</summary>
    public CancellationToken Token { get; }

    /// <summary>Makes the call. To be called once, or not at all.</summary>
    public Task InvokeAsync() => _invoke();
}
