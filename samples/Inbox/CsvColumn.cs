namespace Inbox;

/// <summary>A column of a file, by the name it has in the table.</summary>
internal sealed record CsvColumn(string Name, ColumnKind Kind);
