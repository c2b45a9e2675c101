namespace Vahta.Testing.Tracing;

/// <summary>One call into the program's code, as the simulation saw it.</summary>
internal sealed class TracedCall(Dispatcher dispatcher, UserCallKind kind, string name, UnitKind? unit, int run)
{
    public static TracedCall Of(UserCall call) => new(call.Dispatcher, call.Kind, call.Name, call.Context?.Kind, call.Context?.Run ?? 0);

    public Dispatcher Dispatcher => dispatcher;

    public UserCallKind Kind => kind;

    /// <summary>The unit's name, or the hook's.</summary>
    public string Name => name;

    public UnitKind? Unit => unit;

    public int Run => run;

    /// <summary>The user's task, once it has ended.</summary>
    public Task? Ended { get; private set; }

    /// <summary>Whether it ended when its dispatcher had stopped, and nobody listened any more.</summary>
    public bool EndedTooLate { get; private set; }

    public bool Succeeded => Ended is { IsCompletedSuccessfully: true };

    public void End(Task ended)
    {
        Ended = ended;
        EndedTooLate = Dispatcher.State == DispatcherState.Stopped;
    }
}
