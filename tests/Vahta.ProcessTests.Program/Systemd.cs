using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Vahta.Hosting;

namespace Vahta.ProcessTests.Programs;

/// <summary>Services that systemd runs.</summary>
internal static class Systemd
{
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(4);

    /// <summary>Says what a child inherits, serves, reloads (the first time in vain, and no earlier than the file is there that is the argument, if any), and takes four seconds to drain.</summary>
    public static Task<int> Service(string[] args)
    {
        var dispatcher = Stage.Dispatcher().NotifySystemd();
        Process.Start("sh", ["-c", "echo \"a child is told: $NOTIFY_SOCKET$WATCHDOG_USEC.\""]).WaitForExit();
        var database = dispatcher.AddLifespan("database", Stage.Hold);
        var reloads = 0;
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            unit.OnReload(async token =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), token);
                while (args is [var file] && !File.Exists(file))
                {
                    await Task.Delay(20, token);
                }

                _ = ++reloads == 1 ? throw new IOException("no such file") : reloads;
            });
            await Stage.Forever(stopping);
            await Task.Delay(s_drain, unit.Aborting);
            Stage.Say("poller drained");
        }).After(database);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Becomes ready after eight seconds.</summary>
    public static Task<int> SlowStart(string[] args)
    {
        var dispatcher = Stage.Dispatcher().NotifySystemd();
        dispatcher.AddJob("migrate", stopping => Task.Delay(TimeSpan.FromSeconds(8), stopping));
        dispatcher.AddTask("poller", Stage.Serve);
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>In its first life it never gives the dispatcher's lock back, once ready; in its second it serves. The argument is a file by which it knows.</summary>
    public static Task<int> Deadlocked(string[] args)
    {
        var isFirstLife = IsFirstLife(args[0]);
        var dispatcher = Stage.Dispatcher(new() { Environment = isFirstLife ? new Deadlock() : null }).NotifySystemd();
        dispatcher.AddTask("poller", Stage.Serve);
        if (isFirstLife)
        {
            dispatcher.AddTask("failing", async stopping =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), stopping);
                throw new IOException("disk gone");
            }).Restarts(RestartPolicy.OnFailure);
        }

        return Stage.RunAsync(dispatcher);
    }

    /// <summary>In its first life all threads of the pool are blocked for good, once ready; in its second it serves. The argument is a file by which it knows.</summary>
    public static Task<int> Starved(string[] args)
    {
        var isFirstLife = IsFirstLife(args[0]);
        var dispatcher = Stage.Dispatcher().NotifySystemd();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stopping);
            ThreadPool.SetMinThreads(1, 1);
            ThreadPool.SetMaxThreads(Environment.ProcessorCount, Environment.ProcessorCount);
            for (var item = 0; isFirstLife && item < 64; item++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static _ => Thread.Sleep(Timeout.Infinite), null);
            }

            await Stage.Serve(unit, stopping);
        });
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Stores a file's descriptor and fails; in its next life it reads what the file held, though that is deleted, and serves. The argument is the file.</summary>
    public static Task<int> Keeping(string[] args)
    {
        var dispatcher = Stage.Dispatcher().NotifySystemd();
        if (SystemdDescriptors.Received is [{ Name: "state" } stored])
        {
            using var file = new FileStream(new SafeFileHandle(stored.Number, ownsHandle: true), FileAccess.Read) { Position = 0 };
            Stage.Say($"received: {new StreamReader(file).ReadToEnd()}");
            dispatcher.AddTask("poller", (unit, stopping) =>
            {
                Stage.Say($"removed: {unit.RemoveFileDescriptor("state")}");
                return Stage.Serve(unit, stopping);
            });
        }
        else
        {
            dispatcher.AddTask("poller", async (unit, stopping) =>
            {
                await using var file = new FileStream(args[0], FileMode.CreateNew, FileAccess.ReadWrite);
                file.Write("state-42"u8);
                file.Flush();
                Stage.Say($"stored: {unit.StoreFileDescriptor("state", file.SafeFileHandle)}");
                File.Delete(args[0]);
                await Task.Delay(TimeSpan.FromSeconds(1.5), stopping);
                throw new IOException("disk gone");
            });
        }

        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Serves whoever connects to the socket that systemd passed, and says whether a child got it, too.</summary>
    public static Task<int> Listening(string[] args)
    {
        var passed = SystemdDescriptors.Received[0];
        using var child = Process.Start(new ProcessStartInfo("readlink", [$"/proc/self/fd/{passed.Number}"]) { RedirectStandardOutput = true })!;
        var isInherited = child.StandardOutput.ReadToEnd().StartsWith("socket:", StringComparison.Ordinal);
        var listener = new Socket(new SafeSocketHandle(passed.Number, ownsHandle: true));
        var dispatcher = Stage.Dispatcher().NotifySystemd();
        dispatcher.AddTask("web", async (unit, stopping) =>
        {
            unit.Own(listener);
            using var client = await listener.AcceptAsync(stopping);
            await client.SendAsync(Encoding.UTF8.GetBytes($"served by {passed.Name}; a child has it: {isInherited}\n"), stopping);
            await Stage.Forever(stopping);
        });
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Its definition is refused.</summary>
    public static Task<int> Refused(string[] args)
    {
        var dispatcher = Stage.Dispatcher().NotifySystemd();
        dispatcher.AddTask("poller", Stage.Serve).After("nobody");
        return Stage.RunAsync(dispatcher);
    }

    /// <summary>Its start fails.</summary>
    public static Task<int> FailingStart(string[] args)
    {
        var dispatcher = Stage.Dispatcher().NotifySystemd();
        dispatcher.AddJob("migrate", _ => throw new IOException("disk gone"));
        return Stage.RunAsync(dispatcher);
    }

    private static bool IsFirstLife(string path)
    {
        var isFirst = !File.Exists(path);
        File.WriteAllText(path, "lived");
        return isFirst;
    }

    // Called with the lock held, which is why an environment must not do such a thing.
    private sealed class Deadlock : IDispatcherEnvironment
    {
        public double Draw()
        {
            Stage.Say("the lock is held");
            Thread.Sleep(Timeout.Infinite);
            return 0;
        }
    }
}
