namespace Vahta.Hosting.Systemd;

/// <summary>Listens to a dispatcher and keeps systemd informed. What to say is decided by <see cref="Announcements"/>; here it is only waited for and sent.</summary>
internal sealed class Notifier(Dispatcher dispatcher, Announcements announcements, Action<string> send)
{
    // Back to the event loop, where the dispatcher lives on one.
    private const ConfigureAwaitOptions Quiet = ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext;

    private TimeSpan Now => dispatcher.TimeProvider.GetElapsedTime(0);

    /// <summary>Tells everything until the dispatcher has stopped. Who was cut off begins with a fresh picture.</summary>
    public async Task RunAsync()
    {
        var isCutOff = true;
        while (isCutOff)
        {
            await using var subscription = dispatcher.Subscribe();
            try
            {
                await ListenAsync(subscription);
                isCutOff = false;
            }
            catch (SubscriberCutOffException)
            {
            }
        }
    }

    private async Task ListenAsync(EventSubscription subscription)
    {
        Say(announcements.Begin(subscription.Snapshot, Now));
        await using var events = subscription.GetAsyncEnumerator();
        var next = events.MoveNextAsync().AsTask();
        while (!next.IsCompleted || await next)
        {
            if (announcements.NextAt <= Now)
            {
                // Who does not answer gets neither a sign of life nor more time: then systemd ends it.
                await dispatcher.PingAsync();
                Say(announcements.Due(Now));
            }
            else if (next.IsCompleted)
            {
                Say(announcements.Hear(events.Current, Now));
                next = events.MoveNextAsync().AsTask();
            }
            else
            {
                await UntilDueOr(next);
            }
        }
    }

    private async Task UntilDueOr(Task next) => await next.WaitAsync(Left(announcements.NextAt), dispatcher.TimeProvider).ConfigureAwait(Quiet);

    // Rounded up to what timers can tell apart, or it would be asked in vain.
    private TimeSpan Left(TimeSpan instant) => instant == TimeSpan.MaxValue
        ? Timeout.InfiniteTimeSpan
        : TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling((instant - Now).TotalMilliseconds), 0, TimeSpan.FromDays(1).TotalMilliseconds));

    private void Say(string? message)
    {
        if (message is not null)
        {
            send(message);
        }
    }
}
