using System.Runtime.ExceptionServices;
using Vahta.Testing.Time;

namespace Vahta.Testing.Running;

/// <summary>
/// Runs simulations on a thread of their own, one after the other, and watches it from the caller's: what blocks it, or can never end, fails with
/// its name instead of hanging the test.
/// </summary>
internal sealed class Watch(Patience patience)
{
    private readonly ManualResetEventSlim _ended = new();
    private volatile Simulation? _current;
    private ExceptionDispatchInfo? _thrown;

    public static void Over(Patience patience, Action<Watch> simulations) => new Watch(patience).Run(simulations);

    public void Begin(Simulation simulation) => _current = simulation;

    private void Run(Action<Watch> simulations)
    {
        new Thread(() =>
        {
            try
            {
                simulations(this);
            }
            catch (Exception exception)
            {
                _thrown = ExceptionDispatchInfo.Capture(exception);
            }

            _ended.Set();
        })
        { IsBackground = true, Name = "Vahta simulation" }.Start();

        using var waiting = OutsideWork.WaitHere();
        var (seen, looks) = (-1L, 0);
        while (!_ended.Wait(patience.Look))
        {
            var progress = _current?.Progress ?? 0;
            looks = progress == seen ? looks + 1 : 0;
            seen = progress;
            if (looks >= patience.HangLooks && _current is { IsIdle: true } idle)
            {
                idle.GiveUp("nothing can run, no timer is set, and the scenario is not over. Something awaits what never comes");
            }
            else if (looks == patience.BlockLooks)
            {
                throw _current!.Blocked(patience.Block);
            }
        }

        _thrown?.Throw();
    }
}
