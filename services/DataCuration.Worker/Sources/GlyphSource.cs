using GreenMl.DataCuration.Worker.Curation;
using GreenMl.DataCuration.Worker.Glyphs;
using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>Rows that are drawn for the first run; what is true about them goes into the decisions file and nowhere else.</summary>
internal sealed class GlyphSource(ulong seed, int rows, int rowLimit) : IRowSource
{
    public Task<SourceTable> LandAsync(Action<double> report, CancellationToken cancellationToken)
    {
        var glyphs = new GlyphGenerator(seed, rows).Generate();
        cancellationToken.ThrowIfCancellationRequested();
        var limited = RowLimit.Apply([.. glyphs.Select(Describe)], rowLimit);
        var table = new SourceTable
        {
            Rows = limited,
            Kind = DatasetKind.Image,
            Shape = [1, GlyphCanvas.Side, GlyphCanvas.Side],
            Pixels = [.. glyphs.Where((_, i) => limited[i].Fault is null).SelectMany(glyph => glyph.Pixels)],
            Parents = [],
            Annotations = new Dictionary<string, IReadOnlyList<string>>
            {
                ["kind"] = [.. glyphs.Select(glyph => KindName(glyph.Kind))],
                ["true_label"] = [.. glyphs.Select(glyph => GlyphShapes.Classes[glyph.TrueLabel])],
                ["source_id"] = [.. glyphs.Select(glyph => glyph.Source.ToString())],
            },
        };
        return Task.FromResult(table);
    }

    private static SourceRow Describe(GlyphRow glyph, int index) =>
        new()
        {
            Key = new RowKey(0, index),
            Label = GlyphShapes.Classes[glyph.Label],
            Split = glyph.Split,
        };

    private static string KindName(GlyphKind kind) =>
        kind switch
        {
            GlyphKind.Unique => "unique",
            GlyphKind.ExactDuplicate => "exact_duplicate",
            GlyphKind.NearDuplicate => "near_duplicate",
            _ => "outlier",
        };
}
