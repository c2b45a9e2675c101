using System.Runtime.InteropServices;

// The floor: says hello and ends, or with the argument idle waits for SIGTERM, with what the runtime has for it and nothing else.
Console.WriteLine("hello");
if (args is ["idle"])
{
    using var asked = new ManualResetEventSlim();
    using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
    {
        context.Cancel = true;
        asked.Set();
    });
    asked.Wait();
}
