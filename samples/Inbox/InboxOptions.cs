using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;

namespace Inbox;

/// <summary>What the command line says; every option has a default that needs nothing.</summary>
/// <param name="Folder">The watched folder, as a full path. Default: <c>artifacts/inbox</c> below the current directory.</param>
/// <param name="Database">The SQLite database, as a full path. Default: <c>inbox.db</c> in the folder.</param>
/// <param name="Daily">When to log what the last 24 hours brought. Default: at 7 in the morning, local time.</param>
/// <param name="For">How long to run. Default: until stopped.</param>
internal sealed record InboxOptions(string Folder, string Database, Schedule Daily, TimeSpan? For)
{
    private const int Refused = 2;

    private static readonly Option<string> FolderOption = new("--folder")
    {
        Description = "The folder to watch for CSV files. "
            + "One that does not exist is created and filled with copies of the shipped files.",
        HelpName = "path",
        DefaultValueFactory = _ => Path.Combine("artifacts", "inbox"),
    };

    private static readonly Option<string?> DatabaseOption = new("--database")
    {
        Description = "The SQLite database to load them into. [default: inbox.db in the folder]",
        HelpName = "path",
    };

    private static readonly Option<TimeSpan?> ForOption = new("--for")
    {
        Description = "How long to run before stopping by itself, with a unit: 500ms, 3s, 2m, 1h. "
            + "[default: until Ctrl+C or SIGTERM]",
        HelpName = "time",
        CustomParser = ParseFor,
    };

    private static readonly Option<Schedule> DailyOption = new("--daily")
    {
        Description = "When to log what the last 24 hours brought: a cron expression, local time. [default: 0 7 * * *]",
        HelpName = "cron",
        DefaultValueFactory = _ => Schedule.Cron("0 7 * * *"),
        CustomParser = ParseDaily,
    };

    private static readonly RootCommand Command = new("""
        Watches a folder and loads the CSV files dropped there into SQLite, each exactly once, a table for each file name.
        Loaded files move to done/, malformed ones to rejected/ with the reason beside them; inbox_days keeps a daily summary.
        Stop with Ctrl+C or SIGTERM: the file in hand is finished first. A report is printed at the end.
        """)
    {
        FolderOption, DatabaseOption, DailyOption, ForOption,
    };

    /// <summary>False when there is nothing to run: help was asked for (exit code 0) or the options were refused (2).</summary>
    public static bool TryParse(IReadOnlyList<string> args, [NotNullWhen(true)] out InboxOptions? options, out int exitCode)
    {
        options = null;
        var result = Command.Parse(args);
        if (result.Errors.Count > 0)
        {
            foreach (var error in result.Errors)
                Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine("Try --help.");
            exitCode = Refused;
            return false;
        }

        if (result.Action is not null)   // --help, --version
        {
            exitCode = result.Invoke();
            return false;
        }

        var folder = Path.GetFullPath(result.GetValue(FolderOption)!);
        var database = result.GetValue(DatabaseOption) is { } path ? Path.GetFullPath(path) : Path.Combine(folder, "inbox.db");
        options = new(folder, database, result.GetValue(DailyOption)!, result.GetValue(ForOption));
        exitCode = 0;
        return true;
    }

    private static Schedule? ParseDaily(ArgumentResult argument)
    {
        try
        {
            return Schedule.Cron(argument.Tokens[0].Value);
        }
        catch (ArgumentException exception)
        {
            argument.AddError($"--daily: {exception.Message}");
            return null;
        }
    }

    private static TimeSpan? ParseFor(ArgumentResult argument)
    {
        try
        {
            return Duration.Parse(argument.Tokens[0].Value);
        }
        catch (FormatException exception)
        {
            argument.AddError($"--for: {exception.Message}");
            return null;
        }
    }
}
