using GreenMl.DataCuration.Worker.Curation;
using GreenMl.DataCuration.Worker.Glyphs;
using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Tests;

/// <summary>Source tables of images for tests of the curation steps.</summary>
internal static class ImageTables
{
    /// <summary>Examples of generated glyphs.</summary>
    public static Examples Of(IReadOnlyList<GlyphRow> rows) =>
        Of(
            GlyphCanvas.Side,
            [
                .. rows.Select(row =>
                    (row.Pixels, row.Label.ToString(), row.Split == DatasetSplits.Test ? row.Split : null)
                ),
            ]
        );

    /// <summary>Examples of square grey images.</summary>
    public static Examples Of(int side, params (byte[] Pixels, string Label, string? Split)[] rows) =>
        new(
            new SourceTable
            {
                Kind = DatasetKind.Image,
                Shape = [1, side, side],
                Pixels = [.. rows.SelectMany(row => row.Pixels)],
                Parents = [],
                Rows =
                [
                    .. rows.Select(
                        (row, i) =>
                            new SourceRow
                            {
                                Key = new RowKey(0, i),
                                Label = row.Label,
                                Split = row.Split,
                            }
                    ),
                ],
            }
        );
}
