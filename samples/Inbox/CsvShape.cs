namespace Inbox;

/// <summary>
/// What a whole file looks like: its columns and how many rows it has. Reading it is also the check that it can be loaded.
/// </summary>
internal sealed record CsvShape(IReadOnlyList<CsvColumn> Columns, long Rows)
{
    public static async Task<CsvShape> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var rows = await CsvRows.OpenAsync(path);
        var kinds = new ColumnKind[rows.Header.Count];
        long count = 0;
        while (await rows.ReadAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < kinds.Length; i++)
                if (kinds[i] != ColumnKind.Text)
                    kinds[i] = kinds[i].And(ColumnKind.Of(rows.Fields[i]));
            count++;
        }

        var names = SqlName.ForColumns(rows.Header);
        return new([.. names.Zip(kinds, (name, kind) => new CsvColumn(name, kind))], count);
    }
}
