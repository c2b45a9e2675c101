using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vahta.Hosting.Systemd;

namespace Vahta;

/// <summary>What a dispatcher and its units have to say to systemd.</summary>
public static class SystemdExtensions
{
    private const int LongestName = 255;

    private static readonly TimeSpan s_lastWords = TimeSpan.FromMilliseconds(250);

    private static readonly ConditionalWeakTable<Dispatcher, NotifySocket> s_sockets = [];

    extension(Dispatcher dispatcher)
    {
        /// <summary>
        /// Keeps systemd informed, for a service of <c>Type=notify</c>: ready, reloading, stopping, a status line, signs of life for its watchdog, and more time while units start and stop
        /// within their limits. Where systemd does not listen (no <c>NOTIFY_SOCKET</c>), and for every dispatcher of the process but the first that asks, it does nothing. What systemd said by
        /// the environment leaves it, so that children do not inherit it. Returns the dispatcher.
        /// </summary>
        public Dispatcher NotifySystemd()
        {
            ArgumentNullException.ThrowIfNull(dispatcher);
            if (SystemdEnvironment.Take() is { } systemd)
            {
                var socket = new NotifySocket(systemd.NotifySocket);
                s_sockets.Add(dispatcher, socket);
                var telling = new Notifier(dispatcher, new(systemd.Watchdog), message => socket.Send(message)).RunAsync();
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Finish(dispatcher, telling);
            }

            return dispatcher;
        }
    }

    extension(UnitContext unit)
    {
        /// <summary>
        /// Has systemd keep a copy of a file descriptor, a socket or a memory file, while the service restarts, and pass it on to the next life, where
        /// <see cref="Vahta.Hosting.SystemdDescriptors.Received"/> has it by its name. The service's <c>FileDescriptorStoreMax=</c> must allow it. False where the dispatcher does not
        /// <see cref="NotifySystemd(Dispatcher)"/>, or nothing could be sent.
        /// </summary>
        /// <param name="name">At most 255 characters of ASCII, without control characters and colons.</param>
        /// <param name="descriptor">The descriptor; it stays the caller's.</param>
        /// <exception cref="ArgumentException">The name is none that systemd takes.</exception>
        public bool StoreFileDescriptor(string name, SafeHandle descriptor)
        {
            ArgumentNullException.ThrowIfNull(unit);
            ArgumentNullException.ThrowIfNull(descriptor);
            var fields = $"FDSTORE=1\nFDNAME={Checked(name)}";
            return s_sockets.TryGetValue(unit.Dispatcher, out var socket) && socket.Send(fields, descriptor);
        }

        /// <summary>Has systemd close what was stored by that name. False where the dispatcher does not <see cref="NotifySystemd(Dispatcher)"/>, or nothing could be sent.</summary>
        /// <exception cref="ArgumentException">The name is none that systemd takes.</exception>
        public bool RemoveFileDescriptor(string name)
        {
            ArgumentNullException.ThrowIfNull(unit);
            var fields = $"FDSTOREREMOVE=1\nFDNAME={Checked(name)}";
            return s_sockets.TryGetValue(unit.Dispatcher, out var socket) && socket.Send(fields);
        }
    }

    // A process that ends as soon as its dispatcher has stopped would take the last words with it, for which people look at the status of a service that failed.
    private static void Finish(Dispatcher dispatcher, IAsyncResult telling)
    {
        if (dispatcher.State == DispatcherState.Stopped)
        {
            telling.AsyncWaitHandle.WaitOne(s_lastWords);
        }
    }

    private static string Checked(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= LongestName && name.All(static letter => letter is >= ' ' and <= '~' and not ':')
            ? name
            : throw new ArgumentException($"'{name}' is no name systemd takes for a file descriptor. Use 1 to {LongestName} characters of ASCII, without control characters and colons.", nameof(name));
    }
}
