using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Inbox;

/// <summary>
/// Takes one file after the other: loads it, then moves it. The folder is looked through twice a second; the operating
/// system's notices only make that sooner. When told to stop, the file in hand is finished and no other begun.
/// </summary>
internal sealed class Watcher(InboxFolder folder, CsvLoader loader, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly QuietFiles _quiet = new(Quiet);
    private readonly HashSet<string> _unreadable = [];   // told once

    /// <summary>Called after each file that was loaded or rejected.</summary>
    public Action Taken { get; init; } = () => { };

    /// <summary>Called with the table, after each file that was loaded.</summary>
    public Action<string> Loaded { get; init; } = _ => { };

    /// <summary>Called with what is being done.</summary>
    public Action<string> Status { get; init; } = _ => { };

    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        using var wake = new Wake(clock, Interval);
        using var notices = Notices(wake);
        do
            await ScanAsync(stopping, aborting);
        while (await wake.NextAsync(stopping));
    }

    /// <summary>Takes every file that lies ready.</summary>
    public async Task ScanAsync(CancellationToken stopping, CancellationToken aborting)
    {
        var files = folder.List().Select(FileStamp.Of).ToList();
        foreach (var file in _quiet.Pick(files, clock.GetUtcNow()))
        {
            if (stopping.IsCancellationRequested)
                return;
            Status($"loading {Path.GetFileName(file)}");
            await TakeAsync(file, aborting);
        }

        Status("watching");
    }

    private async Task TakeAsync(string file, CancellationToken aborting)
    {
        try
        {
            Settle(file, await loader.LoadAsync(file, aborting));
            _unreadable.Remove(file);
        }
        catch (OperationCanceledException) when (aborting.IsCancellationRequested)
        {
            log.LogWarning("{File} was rolled back, because time is up; it is loaded at the next start.", Path.GetFileName(file));
            throw;
        }
        catch (SqliteException exception) when (exception.IsBusy)
        {
            log.LogWarning("{File} has to wait: somebody else is writing to the database.", Path.GetFileName(file));
        }
        catch (FileNotFoundException)
        {
            log.LogInformation("{File} was taken away by somebody else.", Path.GetFileName(file));
        }
        catch (UnauthorizedAccessException exception)
        {
            if (_unreadable.Add(file))
                log.LogWarning("{File} is left where it is: {Reason}", Path.GetFileName(file), exception.Message);
        }
    }

    private void Settle(string file, Outcome outcome)
    {
        var name = Path.GetFileName(file);
        string target;
        switch (outcome)
        {
            case Outcome.Loaded(var table, var rows):
                target = folder.MoveToDone(file);
                log.LogInformation("{File}: {Rows} rows into table {Table}, then to {Target}", name, rows, table, Short(target));
                Taken();
                Loaded(table);
                break;
            case Outcome.LoadedBefore(var at):
                target = folder.MoveToDone(file);
                log.LogInformation("{File} was loaded {At}: moved to {Target}, not loaded again", name, at, Short(target));
                break;
            case Outcome.Rejected(var reason):
                target = folder.MoveToRejected(file, reason);
                log.LogWarning("{File} is malformed, moved to {Target}: {Reason}", name, Short(target), reason);
                Taken();
                break;
            case Outcome.Changed:
                log.LogInformation("{File} changed while it was read; it is tried again", name);
                break;
        }
    }

    private string Short(string target) => Path.GetRelativePath(folder.FullPath, target);

    private FileSystemWatcher? Notices(Wake wake)
    {
        try
        {
            var notices = new FileSystemWatcher(folder.FullPath) { NotifyFilter = NotifyFilters.FileName };
            notices.Created += (_, _) => wake.Set();
            notices.Renamed += (_, _) => wake.Set();
            notices.EnableRaisingEvents = true;
            return notices;
        }
        catch (IOException exception)   // the system's limit of watches is reached
        {
            log.LogInformation("No notices from the system ({Reason}); looking twice a second will do.", exception.Message);
            return null;
        }
    }
}
