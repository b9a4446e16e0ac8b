using GreenMl.DataCuration.Worker.Curation;
using GreenMl.Datasets;
using GreenMl.Workers;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>A source row and the file of its image.</summary>
internal sealed record ImageRow(SourceRow Source, IImageFiles Files, string File)
{
    /// <summary>
    /// Finds the file of each label: the one of that name, or of that name without its first folder, because archives are often
    /// packed from inside it. Files without a label follow.
    /// </summary>
    public static IEnumerable<ImageRow> Match(IImageFiles files, ImageLabel[] labels, string labelsPath, int chunk)
    {
        var rest = files.Names.ToHashSet(StringComparer.Ordinal);
        var names = rest.ToHashSet(StringComparer.Ordinal);
        var rows = new List<ImageRow>(labels.Length);
        for (var i = 0; i < labels.Length; i++)
        {
            var file = FileOf(labels[i].Name, names) ?? throw Unmatched(labels[i].Name, labelsPath, i);
            rest.Remove(file);
            var source = new SourceRow
            {
                Key = new RowKey(chunk, i),
                Label = labels[i].Label,
                Split = labels[i].Split,
                Fault = labels[i].Label is null ? Reasons.MissingLabel : null,
            };
            rows.Add(new ImageRow(source, files, file));
        }

        var unlabelled = files.Names.Where(rest.Contains);
        return rows.Concat(
            unlabelled.Select((file, i) => Unlabelled(files, file, new RowKey(chunk, labels.Length + i)))
        );
    }

    private static string? FileOf(string name, HashSet<string> names)
    {
        if (names.Contains(name))
        {
            return name;
        }

        var inner = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return names.Contains(inner) ? inner : null;
    }

    private static ImageRow Unlabelled(IImageFiles files, string file, RowKey key) =>
        new(new SourceRow { Key = key, Fault = Reasons.MissingLabel }, files, file);

    private static WorkerFailureException Unmatched(string name, string labelsPath, int row) =>
        InvalidSource.Because(
            $"{labelsPath}, row {row + 1} names '{name}', which is not among the PNG and JPEG files of the source. "
                + "Use paths relative to the folder or archive."
        );
}
