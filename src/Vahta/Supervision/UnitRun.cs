using Vahta.Deadlines;
using Vahta.Diagnosis;
using Vahta.Stopping;
using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>One life of a unit. Its phases and its one deadline are the supervisor's; its calls into user code are its own work items.</summary>
internal sealed class UnitRun : Deadline, IThreadPoolWorkItem
{
    private static readonly AsyncLocal<UnitRun?> s_current = new();

    private static readonly ContextCallback s_call = static state =>
    {
        var run = (UnitRun)state!;
        run.Task = run.Call(run.Code, run.Phase == RunPhase.Closing ? UserCallKind.Stop : UserCallKind.Start);
    };

    private readonly Supervisor _supervisor;
    private RunExtras? _extras;
    private Urgency? _urgency;
    private UnitContext? _context;
    private Allotment _allotment = Allotment.None;
    private volatile bool _isReleased;
    private int _phase = (int)RunPhase.Queued;
    private int _news;
    private long _toldAt;

    public UnitRun(Unit unit, int number, Supervisor supervisor)
    {
        _supervisor = supervisor;
        Unit = unit;
        Number = number;
    }

    /// <summary>The run inside whose code the caller is; null outside.</summary>
    public static UnitRun? Current => s_current.Value;

    // fixed
    public Unit Unit { get; }

    public int Number { get; }

    public Engine Engine => _supervisor.Engine;

    /// <summary>Made when a token is first asked for, or a step.</summary>
    public Urgency Urgency => Volatile.Read(ref _urgency) ?? MakeUrgency();

    /// <summary>How urgently it has been told to end.</summary>
    public UrgencyLevel Asked => Volatile.Read(ref _urgency)?.Asked ?? UrgencyLevel.None;

    /// <summary>Made when first asked for. Of a run that is over it owns nothing.</summary>
    public UnitContext Context
    {
        get
        {
            var context = Volatile.Read(ref _context) ?? MakeContext();
            if (_isReleased)
            {
                context.HasToRelease();
            }

            return context;
        }
    }

    /// <summary>Whether anything is to be closed when the run ends; if not, nothing can be owned from here on.</summary>
    public bool HasToRelease()
    {
        // Whoever makes the context looks afterwards whether it is too late, and here it is the other way round: one of the two sees the other.
        _isReleased = true;
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref _context)?.HasToRelease() == true;
    }

    private Urgency MakeUrgency()
    {
        var made = new Urgency(this);
        return Interlocked.CompareExchange(ref _urgency, made, null) ?? made;
    }

    private UnitContext MakeContext()
    {
        var made = new UnitContext(this);
        return Interlocked.CompareExchange(ref _context, made, null) ?? made;
    }

    // its news, from any thread

    /// <summary>Its call begins, unless that was withheld. Every other change of the phase is made under the lock.</summary>
    public bool TryBegin() => TryLeaveQueue(RunPhase.Calling);

    /// <summary>Its call does not begin, unless it has.</summary>
    public bool TryWithhold() => TryLeaveQueue(RunPhase.Ended);

    private bool TryLeaveQueue(RunPhase phase) => Phase == RunPhase.Queued
        && Interlocked.CompareExchange(ref _phase, (int)phase, (int)RunPhase.Queued) == (int)RunPhase.Queued;

    /// <summary>Has more to tell. Returns whether it had nothing to tell before.</summary>
    public bool AddNews(RunNews news, TimeSpan now)
    {
        Volatile.Write(ref _toldAt, now.Ticks);
        return Interlocked.Or(ref _news, (int)news) == 0;
    }

    /// <summary>When it last had something to tell.</summary>
    public TimeSpan ToldAt => TimeSpan.FromTicks(Volatile.Read(ref _toldAt));

    /// <summary>Tells the supervisor what it has to tell. Under the lock.</summary>
    public void Mind() => _supervisor.Mind(new(Engine, ToldAt, mindsNews: true), this, TakeNews());

    public RunNews TakeNews() => (RunNews)Interlocked.Exchange(ref _news, 0);

    /// <summary>The inbox's: the run that is next to it there.</summary>
    public UnitRun? NextWithNews { get; set; }

    // the call's, read by others once it is told

    public Task? Task { get; set; }

    /// <summary>When it is late to be ready, or where that needs no more than its call, to return from that; of the time that it could have used.</summary>
    public TimeSpan StartDue { get; set; }

    private RunExtras Extras => _extras ??= new();

    /// <summary>When it last showed that it is alive, of the time that it could have used; where anybody watches.</summary>
    public TimeSpan LastBeat => _extras?.LastBeat ?? TimeSpan.Zero;

    /// <summary>It is alive. From any thread.</summary>
    public void Beat() => Volatile.Read(ref _extras)?.LastBeat = Engine.Clock.Usable;

    /// <summary>From here on it must show that it is alive.</summary>
    public void Watch() => Extras.LastBeat = Engine.Clock.Usable;

    // the supervisor's, under the lock
    public RunPhase Phase
    {
        get => (RunPhase)Volatile.Read(ref _phase);
        set => Volatile.Write(ref _phase, (int)value);
    }

    public DueFor DueFor { get; set; }

    /// <summary>Its part of the stop.</summary>
    public StopShare Share => _allotment.Share;

    public TimeSpan GraceEnds { get; private set; }

    public void Allot(Allotment allotment, TimeSpan graceEnds) => (_allotment, GraceEnds) = (allotment, graceEnds);

    public AwaitSite? FirstLook
    {
        get => _extras?.FirstLook;
        set => (value is null ? _extras : Extras)?.FirstLook = value;
    }

    /// <summary>Whether it has been looked at where it awaits, when its time was up.</summary>
    public bool WasLookedAt { get; set; }

    /// <summary>What it has failed with, though it has not ended: it was late, silent, or its items failed too often.</summary>
    public Exception? Condemned
    {
        get => _extras?.Condemned;
        set => (value is null ? _extras : Extras)?.Condemned = value;
    }

    public bool WasCancelled { get; set; }

    /// <summary>Whether it did not go down as it should: its teardown failed, or the closing of what it owned.</summary>
    public bool FailedToClose { get; set; }

    public bool SaidReady { get; set; }

    /// <summary>Whether what was held ended by itself: it is torn down, and is over.</summary>
    public bool IsDone { get; set; }

    /// <summary>What it threw so far, in order. Replaced, never changed: whoever was told of it keeps what it was told.</summary>
    public IReadOnlyList<Exception> Failures
    {
        get => _extras?.Failures ?? [];
        set => (value.Count == 0 ? _extras : Extras)?.Failures = value;
    }

    public void Fail(IReadOnlyList<Exception> exceptions) => Failures = Failures.Count == 0 ? exceptions : [.. Failures, .. exceptions];

    public IReadOnlyList<Func<CancellationToken, Task>> Reloads
    {
        get => _extras?.Reloads ?? [];
        set => (value.Count == 0 ? _extras : Extras)?.Reloads = value;
    }

    /// <summary>Whether its work was done before anybody told it to stop: then it is completed, however soon the stop comes.</summary>
    public bool HasFinished => Unit.Body.HasTeardown
        ? IsDone && Failures.Count == 0
        : (Phase == RunPhase.Releasing ? !WasCancelled && Failures.Count == 0 : Phase == RunPhase.Working && Task is { IsCompletedSuccessfully: true });

    /// <summary>
    /// Whether its own policy has a say in what its failure means: it died by itself, or its body did just as it was told to go down, often of what it needs having died. What
    /// failed to close is not to be trusted with another run.
    /// </summary>
    public bool MayReturn => Unit.State != UnitState.Stopping || !FailedToClose;

    /// <summary>Whether what has been set up must go down again at once.</summary>
    public bool MustEnd => Unit.State is UnitState.Stopping or UnitState.Abandoned || Condemned is not null;

    /// <summary>Whether a teardown of the program's is under way, which keeps its time whatever the hurry.</summary>
    public bool IsTornDown => Phase == RunPhase.Closing && !Unit.Body.OnlyWaitsToEnd;

    public bool IsInGrace => DueFor is DueFor.FirstLook or DueFor.Grace;

    /// <summary>A share of the time for a run that may be ending already: no part of it is longer than what is left of that, and nothing is left to who is being looked at for the last time.</summary>
    public StopShare AtMostLeft(TimeSpan now, StopShare share) => DueFor switch
    {
        DueFor.FirstLook or DueFor.Grace => share with { Grace = Instant.Min(share.Grace, GraceEnds.Since(now)), Abort = Instant.Min(share.Abort, Share.Abort) },
        DueFor.Abandonment => share with { Grace = TimeSpan.Zero, Abort = !IsSet ? TimeSpan.Zero : Instant.Min(share.Total, Due.Since(now)) },
        _ => share,
    };

    public void Execute() => _supervisor.Act(this);

    public override string ToString() => $"unit '{Unit.Name}' (run {Number})";

    /// <summary>Makes the call that its phase is for, and keeps the task that is returned.</summary>
    public void Call() => Engine.RunInContext(s_call, this, Unit.Body.KeptContext(this));

    // The phase stays what it is until the supervisor is told of the call's end.
    private Func<UnitRun, Task> Code => Phase switch
    {
        RunPhase.Closing => static run => run.Unit.Body.Close(run),
        RunPhase.Releasing => static run => run.Context.ReleaseAsync(),
        _ => static run => run.Unit.Body.Start(run),
    };

    /// <summary>What its task calls when it has ended.</summary>
    public void Over() => _supervisor.Tell(this, RunNews.Over);

    /// <summary>Calls the user's code for a purpose of its own.</summary>
    /// <param name="code">The call.</param>
    /// <param name="kind">What for.</param>
    /// <param name="context">The context it is given; the run's own where none is said.</param>
    public Task Call(Func<UnitRun, Task> code, UserCallKind kind, UnitContext? context = null)
    {
        Enter();
        try
        {
            return Engine.Environment is not null && Phase != RunPhase.Releasing ? Returned.Task(Engine.Environment.CallAsync(Describe(code, kind, context ?? Context)), Unit.Name, "environment") : code(this);
        }
        catch (Exception exception)
        {
            return System.Threading.Tasks.Task.FromException(exception);
        }
    }

    private UserCall Describe(Func<UnitRun, Task> code, UserCallKind kind, UnitContext context) =>
        new(Engine.Dispatcher, kind, Unit.Name, context, kind == UserCallKind.Stop ? Context.Aborting : Context.Stopping, () => code(this));

    /// <summary>What the caller does is the unit's code, in whatever comes of it too.</summary>
    public void Enter() => s_current.Value = this;

    /// <summary>Takes the last step of urgency back, for a teardown that comes after it.</summary>
    public void Relent() => Volatile.Write(ref _urgency, new(this, UrgencyLevel.Stopping));

    public void HasReached(UrgencyLevel level)
    {
        if (level == UrgencyLevel.Stopping && Unit.Body.HasTeardown)
        {
            _supervisor.ReachedStopping(this);
        }
    }

    public void TokenCallbacksFailed(IReadOnlyList<Exception> exceptions) => _supervisor.TokenCallbacksFailed(this, exceptions);

    public void NotifyReady() => _supervisor.NotifyReady(this);

    public void Say(string status) => _supervisor.Say(this, status);

    public void ItemFailed(string item, IReadOnlyList<Exception> exceptions) => _supervisor.ItemFailed(this, item, exceptions);

    public void Add(IReadOnlyList<Exception> failures) => _supervisor.Add(this, failures);

    /// <summary>Tells that what the unit holds has ended by itself, and with what failures.</summary>
    public void BeDone(IReadOnlyList<Exception> failures) => _supervisor.BeDone(this, failures);

    public bool Condemn(Exception failure) => _supervisor.Condemn(this, failure);

    public bool TryCondemn(Turn turn, Exception failure) => _supervisor.TryCondemn(turn, this, failure);

    public TimeSpan DrainsFor() => _supervisor.DrainsFor(this);

    public void GaveBack(int count) => _supervisor.GaveBack(this, count);

    /// <summary>Calls the user's code for one item or occurrence; only where there is an environment to do it.</summary>
    public Task CallItem(CancellationToken token, Func<Task> call) =>
        Returned.Task(Engine.Environment!.CallAsync(new(Engine.Dispatcher, UserCallKind.Item, Unit.Name, Context, token, call)), Unit.Name, "environment");

    public TimeSpan ExtendStop(TimeSpan by) => _supervisor.ExtendStop(this, by);

    public void OnReload(Func<CancellationToken, Task> reload) => _supervisor.OnReload(this, reload);
}
