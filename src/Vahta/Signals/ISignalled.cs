using System.Runtime.InteropServices;

namespace Vahta.Signals;

/// <summary>Who is told of signals. Called on a thread of the runtime's that belongs to no pool; never waits for user code.</summary>
internal interface ISignalled
{
    /// <summary>INT, TERM or QUIT, for the first, second or third time.</summary>
    void Pressed(PosixSignal signal, int press);

    /// <summary>HUP.</summary>
    void HungUp();

    /// <summary>USR1: say what everybody is doing.</summary>
    void Dump();

    /// <summary>Returns when the process may end, where the system ends it as soon as the handler returns.</summary>
    void WaitUntilStopped();
}
