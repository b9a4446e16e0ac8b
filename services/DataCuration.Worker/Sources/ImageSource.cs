using GreenMl.DataCuration.Worker.Curation;
using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>Images with their labels.</summary>
/// <param name="Path">A folder or a zip archive.</param>
/// <param name="LabelsPath">A CSV with the columns <c>filepath</c> and the label.</param>
internal sealed record ImageSet(string Path, string LabelsPath);

/// <summary>What to read from an image source.</summary>
internal sealed record ImageInput
{
    public required ImageSet Images { get; init; }

    /// <summary>A second set whose images are the test split; null where there is none.</summary>
    public ImageSet? TestImages { get; init; }

    /// <summary>The column with the class.</summary>
    public required string LabelColumn { get; init; }

    /// <summary>The column with the split; null where there is none.</summary>
    public string? SplitColumn { get; init; }

    /// <summary>The most images to take that are not test images; 0 takes all.</summary>
    public required int RowLimit { get; init; }
}

/// <summary>
/// Images of a folder or zip archive with a labels file. The rows are the lines of the labels file; images that it does not
/// name follow in ordinal order and are dropped for want of a label. All images must have one size.
/// </summary>
internal sealed class ImageSource(ImageInput input) : IRowSource
{
    public async Task<SourceTable> LandAsync(Action<double> report, CancellationToken cancellationToken)
    {
        await using var files = await OpenAsync("path", input.Images.Path, cancellationToken);
        await using var testFiles = input.TestImages is { } test
            ? await OpenAsync("test_path", test.Path, cancellationToken)
            : null;
        var rows = await ReadLabelsAsync(files, testFiles, cancellationToken);
        var limited = RowLimit.Apply([.. rows.Select(row => row.Source)], input.RowLimit);
        var stack = new ImageStack(limited.Count(row => row.Fault is null));
        var hash = new FileListHash();
        var testHash = new FileListHash();
        for (var i = 0; i < rows.Count; i++)
        {
            if (limited[i].Fault is null)
            {
                var row = rows[i];
                var bytes = await row.Files.ReadAsync(row.File, cancellationToken);
                stack.Add(await ImageDecoder.DecodeAsync(bytes, row.File, cancellationToken), row.File);
                (row.Files == files ? hash : testHash).Add(row.File, bytes);
                report((double)i / rows.Count);
            }
        }

        return new SourceTable
        {
            Rows = limited,
            Kind = DatasetKind.Image,
            Shape = stack.Shape,
            Pixels = stack.Pixels,
            Parents = await ParentsAsync(hash, testHash, cancellationToken),
        };
    }

    private static async Task<IImageFiles> OpenAsync(string parameter, string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            return new ImageFolder(path);
        }

        return File.Exists(path)
            ? await ImageArchive.OpenAsync(path, cancellationToken)
            : throw InvalidSource.Missing(parameter, path);
    }

    private async Task<List<ImageRow>> ReadLabelsAsync(
        IImageFiles files,
        IImageFiles? testFiles,
        CancellationToken cancellationToken
    )
    {
        var labelsPath = input.Images.LabelsPath;
        var labels = await LabelFile.ReadAsync(
            "labels",
            labelsPath,
            input.LabelColumn,
            input.SplitColumn,
            cancellationToken
        );
        var rows = ImageRow.Match(files, labels, labelsPath, chunk: 0).ToList();
        if (testFiles is not null)
        {
            var testPath = input.TestImages!.LabelsPath;
            var testLabels = await LabelFile.ReadAsync(
                "test_labels",
                testPath,
                input.LabelColumn,
                null,
                cancellationToken
            );
            var testRows = ImageRow.Match(testFiles, testLabels, testPath, chunk: 1);
            rows.AddRange(testRows.Select(row => row with { Source = row.Source with { Split = DatasetSplits.Test } }));
        }

        return rows;
    }

    private async Task<IReadOnlyList<DatasetParent>> ParentsAsync(
        FileListHash hash,
        FileListHash testHash,
        CancellationToken cancellationToken
    )
    {
        DatasetParent[] parents =
        [
            hash.ToParent("source"),
            await FileHash.OfAsync(input.Images.LabelsPath, "labels", cancellationToken),
        ];
        return input.TestImages is { } test
            ?
            [
                .. parents,
                testHash.ToParent("test_source"),
                await FileHash.OfAsync(test.LabelsPath, "test_labels", cancellationToken),
            ]
            : parents;
    }
}
