namespace GreenMl.Datasets;

/// <summary>Turns decisions into the columns of their file and back.</summary>
internal static class DecisionFile
{
    private const string Kept = "kept";
    private const string Dropped = "dropped";

    private static readonly HashSet<string> FixedColumns =
    [
        DatasetColumns.SourceChunk,
        DatasetColumns.SourceRow,
        DatasetColumns.Decision,
        DatasetColumns.Reason,
        DatasetColumns.RepresentativeChunk,
        DatasetColumns.RepresentativeRow,
        DatasetColumns.Split,
    ];

    public static ParquetTable Of(DecisionTable decisions)
    {
        var rows = decisions.Rows;
        var table = new ParquetTable(rows.Count)
            .Add<int>(DatasetColumns.SourceChunk, rows.Select(row => row.Source.Chunk).ToArray())
            .Add<int>(DatasetColumns.SourceRow, rows.Select(row => row.Source.Row).ToArray())
            .Add(DatasetColumns.Decision, [.. rows.Select(row => row.IsKept ? Kept : Dropped)])
            .Add(DatasetColumns.Reason, [.. rows.Select(row => row.Reason)])
            .AddNullable<int>(
                DatasetColumns.RepresentativeChunk,
                rows.Select(row => row.Representative?.Chunk).ToArray()
            )
            .AddNullable<int>(DatasetColumns.RepresentativeRow, rows.Select(row => row.Representative?.Row).ToArray())
            .Add(DatasetColumns.Split, [.. rows.Select(row => row.Split)]);
        foreach (var (name, values) in decisions.Annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            table.Add(name, values);
        }

        return table;
    }

    public static async Task<DecisionTable> ReadAsync(ParquetColumns columns, CancellationToken cancellationToken)
    {
        var chunks = await columns.ReadAsync<int>(DatasetColumns.SourceChunk, cancellationToken);
        var rows = await columns.ReadAsync<int>(DatasetColumns.SourceRow, cancellationToken);
        var decisions = await columns.ReadTextAsync(DatasetColumns.Decision, cancellationToken);
        var reasons = await columns.ReadTextAsync(DatasetColumns.Reason, cancellationToken);
        var representativeChunks = await columns.ReadNullableAsync<int>(
            DatasetColumns.RepresentativeChunk,
            cancellationToken
        );
        var representativeRows = await columns.ReadNullableAsync<int>(
            DatasetColumns.RepresentativeRow,
            cancellationToken
        );
        var splits = await columns.ReadTextAsync(DatasetColumns.Split, cancellationToken);
        var annotations = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var name in columns.Names.Where(name => !FixedColumns.Contains(name)))
        {
            annotations[name] = [.. (await columns.ReadTextAsync(name, cancellationToken)).Select(text => text ?? "")];
        }

        return new DecisionTable(
            [
                .. Enumerable
                    .Range(0, chunks.Length)
                    .Select(i => new RowDecision
                    {
                        Source = new RowKey(chunks[i], rows[i]),
                        IsKept = decisions[i] == Kept,
                        Reason = reasons[i] ?? "",
                        Representative =
                            representativeChunks[i] is { } chunk && representativeRows[i] is { } row
                                ? new RowKey(chunk, row)
                                : null,
                        Split = splits[i],
                    }),
            ],
            annotations
        );
    }
}
