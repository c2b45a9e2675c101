using System.Runtime.InteropServices;

namespace Vahta.Signals;

/// <summary>
/// The process's one place for signals, shared by all its dispatchers: registered when the first comes, given back when the last goes, so
/// that whatever handled them before does so again.
/// </summary>
internal static class SignalHub
{
    // .NET gives no name to SIGUSR1; raw numbers are accepted.
    public static readonly PosixSignal Usr1 = (PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10);

    private static readonly Lock s_gate = new();
    private static readonly List<ISignalled> s_listeners = [];
    private static readonly List<PosixSignalRegistration> s_registrations = [];
    private static PressCounter s_presses = new();
    private static long s_origin;

    public static void Join(ISignalled listener)
    {
        lock (s_gate)
        {
            if (s_listeners.Count == 0)
            {
                s_presses = new();
                s_origin = TimeProvider.System.GetTimestamp();
                Register();
            }

            s_listeners.Add(listener);
        }
    }

    public static void Leave(ISignalled listener)
    {
        PosixSignalRegistration[] given = [];
        lock (s_gate)
        {
            if (s_listeners.Remove(listener) && s_listeners.Count == 0)
            {
                given = [.. s_registrations];
                s_registrations.Clear();
            }
        }

        // Outside the gate: disposing waits for a handler that is under way, and that handler may want the gate.
        foreach (var registration in given)
        {
            registration.Dispose();
        }
    }

    private static void Register()
    {
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT])
        {
            s_registrations.Add(PosixSignalRegistration.Create(signal, Press));
        }

        s_registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, HangUp));
        if (!OperatingSystem.IsWindows())
        {
            s_registrations.Add(PosixSignalRegistration.Create(Usr1, Dump));
        }
    }

    private static void Press(PosixSignalContext context)
    {
        ISignalled[] listeners;
        int press;
        lock (s_gate)
        {
            // Nobody listens any more: the signal is somebody else's.
            context.Cancel |= s_listeners.Count > 0;
            var counts = s_presses.Press(TimeProvider.System.GetElapsedTime(s_origin));
            listeners = counts ? [.. s_listeners] : [];
            press = s_presses.Count;
        }

        foreach (var listener in listeners)
        {
            listener.Pressed(context.Signal, press);
        }

        WaitOnWindows(listeners, context.Signal);
    }

    private static void HangUp(PosixSignalContext context)
    {
        var listeners = Listeners();
        context.Cancel |= listeners.Length > 0;
        foreach (var listener in listeners)
        {
            listener.HungUp();
        }

        WaitOnWindows(listeners, context.Signal);
    }

    private static void Dump(PosixSignalContext context)
    {
        context.Cancel = true;
        foreach (var listener in Listeners())
        {
            listener.Dump();
        }
    }

    private static ISignalled[] Listeners()
    {
        lock (s_gate)
        {
            return [.. s_listeners];
        }
    }

    // Closing the console and shutting Windows down end the process when the handler returns.
    private static void WaitOnWindows(ISignalled[] listeners, PosixSignal signal)
    {
        if (OperatingSystem.IsWindows() && signal is PosixSignal.SIGHUP or PosixSignal.SIGTERM)
        {
            foreach (var listener in listeners)
            {
                listener.WaitUntilStopped();
            }
        }
    }
}
