using Vahta;

// A job that says hello, with which all is done; with the argument idle also a task that waits for SIGTERM.
var dispatcher = new Dispatcher();
dispatcher.AddJob("hello", _ => Console.Out.WriteLineAsync("hello"));
if (args is ["idle"])
{
    dispatcher.AddTask("idle", stopping => Task.Delay(Timeout.Infinite, stopping));
}

return (await dispatcher.RunAsync()).ExitCode;
