using Microsoft.Data.Sqlite;

namespace Inbox;

/// <summary>
/// The table that a file's rows go to, and which of its columns takes which of the file's. A table fits every file of its
/// name: columns it does not have yet are added, and those a file does not have stay NULL. Text that comes to a column of numbers
/// goes to a column of its own beside it, <c>zip__text</c>, letter by letter.
/// </summary>
internal sealed record DataTable(string Name, IReadOnlyList<string> Columns)
{
    private const int MaxColumns = 2000;   // SQLite's limit

    /// <summary>Finds or creates the table, within the transaction under way.</summary>
    public static DataTable Prepare(SqliteConnection connection, string fileName, CsvShape shape)
    {
        var name = SqlName.Numbered(SqlName.ForTable(fileName)).First(name => IsFreeOrOurs(connection, name));
        connection.Execute($"""
            CREATE TABLE IF NOT EXISTS {SqlName.Quote(name)} (
                file_id INTEGER NOT NULL REFERENCES inbox_files (id) ON DELETE CASCADE,
                line    INTEGER NOT NULL,
                PRIMARY KEY (file_id, line)
            )
            """);
        return new(name, AddColumns(connection, name, shape));
    }

    /// <summary>Inserts one row: <c>$file_id</c>, <c>$line</c>, then <c>$0</c>, <c>$1</c>, … in the file's order.</summary>
    public string InsertSql
    {
        get
        {
            var columns = Columns.Select(SqlName.Quote).Prepend("line").Prepend("file_id");
            var values = Columns.Select((_, i) => $"${i}").Prepend("$line").Prepend("$file_id");
            return $"INSERT INTO {SqlName.Quote(Name)} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", values)})";
        }
    }

    private static List<string> AddColumns(SqliteConnection connection, string table, CsvShape shape)
    {
        var declared = ColumnTypes(connection, table);
        var targets = new List<string>();
        foreach (var (column, kind) in shape.Columns)
        {
            // "007" would become 7 in a column of numbers. No header makes a name with two underscores.
            var (target, type) = !declared.TryGetValue(column, out var existing) ? (column, kind.SqlType)
                : kind.Fits(existing) ? (column, existing)
                : ($"{column}__text", "TEXT");
            if (declared.TryAdd(target, type))
                AddColumn(connection, table, target, type, declared.Count);
            targets.Add(target);
        }

        return targets;
    }

    private static void AddColumn(SqliteConnection connection, string table, string column, string type, int count)
    {
        if (count > MaxColumns)
            throw new MalformedCsvException(1,
                $"The table '{table}' would have more than {MaxColumns} columns, which SQLite cannot hold.");
        connection.Execute($"ALTER TABLE {SqlName.Quote(table)} ADD COLUMN {SqlName.Quote(column)} {type}");
    }

    // Somebody may have made a table, view or index of their own with this name.
    private static bool IsFreeOrOurs(SqliteConnection connection, string name) =>
        connection.Scalar<string>("SELECT type FROM sqlite_schema WHERE name = $name COLLATE NOCASE", ("$name", name)) switch
        {
            null => true,
            "table" => ColumnTypes(connection, name).Keys.Take(2).SequenceEqual(["file_id", "line"]),
            _ => false,
        };

    private static OrderedDictionary<string, string> ColumnTypes(SqliteConnection connection, string table)
    {
        var types = new OrderedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        using var command = connection.Command("SELECT name, type FROM pragma_table_info($table)", ("$table", table));
        using var reader = command.ExecuteReader();
        while (reader.Read())
            types.Add(reader.GetString(0), reader.GetString(1));
        return types;
    }
}
