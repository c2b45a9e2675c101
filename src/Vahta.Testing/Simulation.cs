using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Vahta.Testing.Running;
using Vahta.Testing.Time;

namespace Vahta.Testing;

/// <summary>
/// One run of a scenario in virtual time, on one thread, in an order that its seed commands: the same seed gives the same run.
/// <list type="bullet">
/// <item>Time stands still while anything can run, and then jumps to the next timer.</item>
/// <item>A dispatcher made with <see cref="Options"/> lives in it, and so does any code that takes its time from <see cref="TimeProvider"/>.</item>
/// <item>What leaves the loop for the thread pool is waited for before the next choice is made. What waits for sockets, files, real timers or threads of its own is
/// not seen: wrap it into <see cref="OutsideAsync"/>.</item>
/// </list>
/// </summary>
public sealed class Simulation
{
    private readonly VirtualClock _clock = new();
    private readonly EventLoop _loop;
    private readonly Interleaving _interleaving;
    private readonly SimulatedProcess _process;

    private Simulation(int seed)
    {
        Seed = seed;
        Trace = new(_clock);
        _interleaving = new(_clock, seed, Trace.Observe);
        _loop = new(new() { TimeProvider = _clock, Driver = _interleaving, UnhandledException = static exception => ExceptionDispatchInfo.Throw(exception) });
        _interleaving.LookAgain = () => _loop.Post(static () => { });
        Faults = new(TimeProvider, Trace);
        _process = new(Trace, Faults, seed);
        Logs = FakeLogCollector.Create(new() { TimeProvider = TimeProvider });
        Options = new()
        {
            TimeProvider = TimeProvider,
            Environment = _process,
            LoggerFactory = new LoggerFactory([new FakeLoggerProvider(Logs)], new LoggerFilterOptions { MinLevel = LogLevel.Trace }),
        };
    }

    /// <summary>The seed of this run; 0 lets everything run in the order in which it became ready.</summary>
    public int Seed { get; }

    /// <summary>The virtual time since the beginning.</summary>
    public TimeSpan Now => _clock.Now;

    /// <summary>The virtual clock. Its wall clock begins on 1 January 2026, UTC.</summary>
    public TimeProvider TimeProvider => _loop.TimeProvider;

    /// <summary>
    /// Options that put a dispatcher into this simulation: its time, its log, its signals. Change what the scenario wants changed, but not
    /// <see cref="DispatcherOptions.TimeProvider"/> and <see cref="DispatcherOptions.Environment"/>.
    /// </summary>
    public DispatcherOptions Options { get; }

    /// <summary>What is to go wrong.</summary>
    public FaultPlan Faults { get; }

    /// <summary>What happened.</summary>
    public Trace Trace { get; }

    /// <summary>What was logged, by the virtual clock.</summary>
    public FakeLogCollector Logs { get; }

    /// <summary>How many timers are set: 0 when everything has ended, unless something was left behind.</summary>
    public int Timers => _loop.Timers;

    /// <summary>How far virtual time may go before the scenario is taken for one that never ends. Default 30 days.</summary>
    public TimeSpan Limit
    {
        get => _interleaving.Limit;
        set => _interleaving.Limit = value;
    }

    /// <summary>Completes with the exit code when the third signal ends the simulated process. No unit or hook is called from then on; what runs already goes on.</summary>
    public Task<int> Exited => _process.Exited;

    /// <summary>What the process would have written as its last words; null before <see cref="Exited"/>.</summary>
    public RunReport? LastReport => _process.LastReport;

    internal IReadOnlyList<Dispatcher> Dispatchers => _process.Dispatchers;

    internal long Progress => _interleaving.Progress;

    internal bool IsIdle => _interleaving.IsIdle && !_interleaving.IsHeld;

    // ---- running

    /// <summary>Runs a scenario once.</summary>
    /// <param name="scenario">The scenario, test and program in one. What it throws fails it.</param>
    /// <param name="seed">Commands the order of what is ready; 0, the default, is first come, first served.</param>
    /// <param name="output">Where to write the timeline at the end: a test framework's output. Default nowhere.</param>
    /// <exception cref="SimulationException">The scenario failed.</exception>
    public static void Run(Func<Simulation, Task> scenario, int seed = 0, Action<string>? output = null) => Run(scenario, seed, output, Patience.Default);

    internal static void Run(Func<Simulation, Task> scenario, int seed, Action<string>? output, Patience patience)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentOutOfRangeException.ThrowIfNegative(seed);
        var simulation = new Simulation(seed);
        try
        {
            Watch.Over(patience, watch => simulation.Run(scenario, watch));
        }
        finally
        {
            output?.Invoke(simulation.Trace.ToString());
        }
    }

    /// <summary>Runs a scenario in many interleavings, one for each seed from 0. The first that fails ends it, and names the seed that replays it.</summary>
    /// <param name="seeds">How many.</param>
    /// <param name="scenario">The scenario; it begins anew each time.</param>
    /// <param name="output">Where to write the failure and its timeline, which the exception shows, too. Default nowhere.</param>
    /// <exception cref="SimulationException">A scenario failed.</exception>
    public static void Explore(int seeds, Func<Simulation, Task> scenario, Action<string>? output = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seeds);
        try
        {
            Watch.Over(Patience.Default, watch =>
            {
                for (var seed = 0; seed < seeds; seed++)
                {
                    new Simulation(seed).Run(scenario, watch);
                }
            });
        }
        catch (SimulationException failure)
        {
            output?.Invoke(failure.Message);
            throw;
        }
    }

    // ---- time

    /// <summary>Lets virtual time pass: returns when all that is due by then has run, and nothing else can run before time passes on.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var passed = new TaskCompletionSource();
        using (TimeProvider.CreateTimer(static passed => ((TaskCompletionSource)passed!).SetResult(), passed, by, Timeout.InfiniteTimeSpan))
        {
            await passed.Task;
        }

        await WaitUntilQuietAsync();
    }

    /// <summary>Returns when nothing can run before time passes, and nothing outside is waited for. Goes before any jump of the clock.</summary>
    public Task WaitUntilQuietAsync() => _interleaving.WhenQuiet();

    /// <summary>
    /// Lets virtual time stand still while something is done that the simulation cannot see: real input and output, real timers. Fails the scenario when it
    /// takes longer than 20 s of real time, and nothing else runs meanwhile.
    /// </summary>
    public async Task OutsideAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        _interleaving.Hold();
        try
        {
            await work();
        }
        finally
        {
            _interleaving.Release();
        }
    }

    /// <summary>Sets the wall clock forward or back, as an operator or a time server would; no time passes.</summary>
    public void JumpClock(TimeSpan by)
    {
        Trace.Note(null, $"the wall clock jumps by {by}");
        _clock.Jump(by);
    }

    // ---- signals

    /// <summary>
    /// Sends a signal to every dispatcher: under <c>RunAsync</c> as the process would get it, one within 100 ms of another being the same press;
    /// under <c>StartAsync</c> the simulation plays the embedding program, which stops at the first and hurries at the second.
    /// </summary>
    public void Signal(PosixSignal signal) => _process.Signal(signal);

    /// <summary>Asks every dispatcher to stop.</summary>
    public void Stop() => _process.Stop();

    /// <summary>Writes a line of the test's own into the timeline.</summary>
    public void Note(string what)
    {
        ArgumentNullException.ThrowIfNull(what);
        Trace.Note(null, what);
    }

    /// <summary>Ends the run with a reason, from another thread.</summary>
    internal void GiveUp(string why) => _loop.Post(() => throw new TimeoutException(why));

    internal SimulationException Blocked(TimeSpan lasting)
    {
        var (blocking, wayOut) = _interleaving switch
        {
            { IsSettling: true } => ("code that has left the loop for the thread pool", "Await there instead of blocking."),
            { IsIdle: true } => ("the work given to OutsideAsync", "Give it a limit of its own."),
            _ => (_loop.Calling ?? "the simulation itself", "Await there instead of blocking."),
        };
        return new(Seed, Now, Trace.ToString(), new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"For {lasting.TotalSeconds:0.###} s of real time nothing has run but {blocking}. {wayOut}")));
    }

    private void Run(Func<Simulation, Task> scenario, Watch watch)
    {
        watch.Begin(this);
        try
        {
            _interleaving.Begin();
            _loop.Run(() => scenario(this));
            _process.RefuseUnknownNames();
        }
        catch (Exception exception)
        {
            throw new SimulationException(Seed, Now, Trace.ToString(), exception);
        }
    }
}
