using Microsoft.Data.Sqlite;

namespace Inbox;

/// <summary>One statement in one line.</summary>
internal static class SqliteExtensions
{
    private const int Busy = 5;
    private const int Locked = 6;

    extension(SqliteConnection connection)
    {
        /// <summary>A command with parameters; it joins the connection's transaction, if one is under way.</summary>
        public SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
                command.Parameters.AddWithValue(name, value ?? DBNull.Value);
            return command;
        }

        public void Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
        {
            using var command = connection.Command(sql, parameters);
            command.ExecuteNonQuery();
        }

        /// <summary>The first column of the first row; null when there is none.</summary>
        public T? Scalar<T>(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
        {
            using var command = connection.Command(sql, parameters);
            return command.ExecuteScalar() is T value ? value : default;
        }
    }

    extension(SqliteException exception)
    {
        /// <summary>Somebody else holds the database; trying again later helps.</summary>
        public bool IsBusy => exception.SqliteErrorCode is Busy or Locked;
    }
}
