using GreenMl.DataCuration.Worker.Curation;
using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>What to read from a CSV or Parquet source.</summary>
internal sealed record TableInput
{
    public required TableFormat Format { get; init; }

    /// <summary>The file of the rows.</summary>
    public required string Path { get; init; }

    /// <summary>A second file whose rows are the test split; null where there is none.</summary>
    public string? TestPath { get; init; }

    /// <summary>The column with the class.</summary>
    public required string LabelColumn { get; init; }

    /// <summary>The column with the split; null where there is none.</summary>
    public string? SplitColumn { get; init; }

    /// <summary>The most rows to take that are not test rows; 0 takes all.</summary>
    public required int RowLimit { get; init; }
}

/// <summary>
/// Rows of a CSV or Parquet file. Every column but the label and the split is a feature: numbers as they are, text as one
/// feature per category (one-hot).
/// </summary>
internal sealed class TableSource(TableInput input) : IRowSource
{
    public async Task<SourceTable> LandAsync(Action<double> report, CancellationToken cancellationToken)
    {
        var files = new List<TableFile>();
        try
        {
            files.Add(await TableFile.OpenAsync("path", input.Path, input.Format, cancellationToken));
            if (input.TestPath is { } testPath)
            {
                files.Add(await TableFile.OpenAsync("test_path", testPath, input.Format, cancellationToken));
            }

            report(0.4);
            return await LandAsync(files, report, cancellationToken);
        }
        finally
        {
            foreach (var file in files)
            {
                await file.DisposeAsync();
            }
        }
    }

    private async Task<SourceTable> LandAsync(
        List<TableFile> files,
        Action<double> report,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<SourceRow>();
        for (var chunk = 0; chunk < files.Count; chunk++)
        {
            rows.AddRange(await RowsAsync(files[chunk], chunk, cancellationToken));
        }

        var features = await FeatureColumns.ReadAsync(files, [input.LabelColumn, input.SplitColumn], cancellationToken);
        report(0.8);
        var faultless = rows.Select(
            (row, i) => row.Fault is null && !features.IsValid(i) ? row with { Fault = Reasons.InvalidValue } : row
        );
        var limited = RowLimit.Apply([.. faultless], input.RowLimit);
        var kept = Enumerable.Range(0, limited.Count).Where(i => limited[i].Fault is null).ToArray();
        return new SourceTable
        {
            Rows = limited,
            Kind = DatasetKind.Tabular,
            Shape = [features.Names.Count],
            Features = features.Names,
            Values = features.Gather(kept),
            Parents = await ParentsAsync(cancellationToken),
        };
    }

    private async Task<IEnumerable<SourceRow>> RowsAsync(TableFile file, int chunk, CancellationToken cancellationToken)
    {
        var isTest = chunk == 1;
        var labels = await file.TextAsync(file.Column(input.LabelColumn, "label").Name, cancellationToken);
        var splits =
            input.SplitColumn is { } column && !isTest
                ? await file.TextAsync(file.Column(column, "split").Name, cancellationToken)
                : new string?[labels.Length];
        return labels.Select(
            (label, i) =>
                new SourceRow
                {
                    Key = new RowKey(chunk, i),
                    Label = label,
                    Split = isTest ? DatasetSplits.Test : GivenSplit.Read(splits[i], file.Path, input.SplitColumn!, i),
                    Fault = label is null ? Reasons.MissingLabel : null,
                }
        );
    }

    private async Task<IReadOnlyList<DatasetParent>> ParentsAsync(CancellationToken cancellationToken)
    {
        var source = await FileHash.OfAsync(input.Path, "source", cancellationToken);
        return input.TestPath is { } testPath
            ? [source, await FileHash.OfAsync(testPath, "test_source", cancellationToken)]
            : [source];
    }
}
