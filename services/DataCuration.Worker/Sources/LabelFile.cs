namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>One line of a labels file.</summary>
/// <param name="Name">The image file as the labels file spells it.</param>
/// <param name="Label">Its class; null where the cell is empty.</param>
/// <param name="Split">The split that the file puts it into; null where it does not say.</param>
internal sealed record ImageLabel(string Name, string? Label, string? Split);

/// <summary>Reads the CSV that tells the class of each image.</summary>
internal static class LabelFile
{
    private const string NameColumn = "filepath";

    /// <summary>Reads <paramref name="path"/>, which the parameter <paramref name="parameter"/> names.</summary>
    public static async Task<ImageLabel[]> ReadAsync(
        string parameter,
        string path,
        string labelColumn,
        string? splitColumn,
        CancellationToken cancellationToken
    )
    {
        await using var file = await TableFile.OpenAsync(parameter, path, TableFormat.Csv, cancellationToken);
        var names = await file.TextAsync(file.Column(NameColumn, "image file").Name, cancellationToken);
        var labels = await file.TextAsync(file.Column(labelColumn, "label").Name, cancellationToken);
        var splits = splitColumn is null
            ? new string?[names.Length]
            : await file.TextAsync(file.Column(splitColumn, "split").Name, cancellationToken);
        var rows = new ImageLabel[names.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var name =
                names[i]
                ?? throw InvalidSource.Because($"{path}, row {i + 1}, column '{NameColumn}' is empty: name a file.");
            rows[i] = new ImageLabel(name, labels[i], GivenSplit.Read(splits[i], path, splitColumn ?? "", i));
        }

        return rows;
    }
}
