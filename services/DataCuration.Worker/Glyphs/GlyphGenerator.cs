using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Glyphs;

/// <summary>How a generated row came to be.</summary>
internal enum GlyphKind
{
    /// <summary>Drawn for this row alone.</summary>
    Unique,

    /// <summary>The bytes of another row.</summary>
    ExactDuplicate,

    /// <summary>A second scan of another row.</summary>
    NearDuplicate,

    /// <summary>No glyph at all.</summary>
    Outlier,
}

/// <summary>A generated row with the truth about it.</summary>
internal sealed record GlyphRow
{
    /// <summary>The pixels, row by row.</summary>
    public required byte[] Pixels { get; init; }

    /// <summary>The class that the row claims; wrong in some train rows.</summary>
    public required int Label { get; init; }

    /// <summary>The class that was drawn.</summary>
    public required int TrueLabel { get; init; }

    public required GlyphKind Kind { get; init; }

    /// <summary>The number of the drawing; duplicates share it.</summary>
    public required int Source { get; init; }

    /// <summary>Train or test, as delivered.</summary>
    public required string Split { get; init; }
}

/// <summary>
/// Draws a data set with the faults of collected data: a clean, balanced test set, and train rows with exact and near
/// duplicates (some of them of test rows), wrong labels, outliers and rare classes. The same seed and size give the same bytes.
/// </summary>
internal sealed class GlyphGenerator(ulong seed, int rows)
{
    /// <summary>The share of train rows whose label is wrong.</summary>
    public const double LabelNoise = 0.07;

    private const ulong DrawingPurpose = 1;
    private const ulong CopyPurpose = 2;
    private const ulong LabelPurpose = 3;
    private const ulong OrderPurpose = 4;

    private static readonly int ClassCount = GlyphShapes.Classes.Count;

    private readonly int _testRows = rows / 6;
    private readonly int _outliers = rows / 100;
    private readonly int _exactDuplicates = rows * 3 / 10;
    private readonly int _nearDuplicates = rows / 5;

    /// <summary>Every tenth near duplicate is one of a test row.</summary>
    private int Leaks => _nearDuplicates / 10;

    private int UniqueTrainRows => rows - _testRows - _outliers - _exactDuplicates - _nearDuplicates;

    /// <summary>The rows in their final order.</summary>
    public GlyphRow[] Generate()
    {
        var test = Enumerable.Range(0, _testRows).Select(i => Drawing(i, i % ClassCount, DatasetSplits.Test)).ToArray();
        var train = Enumerable
            .Range(_testRows, UniqueTrainRows)
            .Select(i => Drawing(i, RareClass(i), DatasetSplits.Train));
        var unique = train.ToArray();
        var outliers = Enumerable.Range(_testRows + UniqueTrainRows, _outliers).Select(Outlier);
        var exact = Enumerable
            .Range(0, _exactDuplicates)
            .Select(i => Copy(Popular(unique, i), i, GlyphKind.ExactDuplicate));
        var near = Enumerable
            .Range(_exactDuplicates, _nearDuplicates)
            .Select(i =>
                Copy(i - _exactDuplicates < Leaks ? Popular(test, i) : Popular(unique, i), i, GlyphKind.NearDuplicate)
            );
        GlyphRow[] all = [.. test, .. unique.Concat(outliers).Concat(exact).Concat(near).Select(MislabelSome)];
        SeededRandom.For(seed, OrderPurpose, 0).Shuffle<GlyphRow>(all);
        return all;
    }

    private GlyphRow Drawing(int source, int glyphClass, string split) =>
        new()
        {
            Pixels = GlyphImages.Draw(glyphClass, SeededRandom.For(seed, DrawingPurpose, (ulong)source)),
            Label = glyphClass,
            TrueLabel = glyphClass,
            Kind = GlyphKind.Unique,
            Source = source,
            Split = split,
        };

    private GlyphRow Outlier(int source)
    {
        var random = SeededRandom.For(seed, DrawingPurpose, (ulong)source);
        var glyphClass = random.Next(ClassCount);
        return new GlyphRow
        {
            Pixels = GlyphImages.DrawOutlier(glyphClass, random),
            Label = glyphClass,
            TrueLabel = glyphClass,
            Kind = GlyphKind.Outlier,
            Source = source,
            Split = DatasetSplits.Train,
        };
    }

    private GlyphRow Copy(GlyphRow original, int index, GlyphKind kind) =>
        original with
        {
            Pixels =
                kind == GlyphKind.ExactDuplicate
                    ? original.Pixels
                    : GlyphImages.Rescan(original.Pixels, SeededRandom.For(seed, CopyPurpose, (ulong)index)),
            Kind = kind,
            Split = DatasetSplits.Train,
        };

    /// <summary>Some rows are copied often and most seldom: the density falls with the square root of the rank.</summary>
    private GlyphRow Popular(GlyphRow[] originals, int index)
    {
        var unit = SeededRandom.For(seed, CopyPurpose, (ulong)index + (1UL << 32)).NextUnit();
        return originals[(int)(originals.Length * unit * unit)];
    }

    /// <summary>Class 0 is drawn five times as often as class 9, the others in between.</summary>
    private int RareClass(int source)
    {
        var weights = ClassCount * 3 * 9;
        var draw = SeededRandom.For(seed, LabelPurpose, (ulong)source + (1UL << 32)).Next(weights);
        for (var glyphClass = 0; ; glyphClass++)
        {
            draw -= 45 - (4 * glyphClass);
            if (draw < 0)
            {
                return glyphClass;
            }
        }
    }

    private GlyphRow MislabelSome(GlyphRow row, int index)
    {
        var random = SeededRandom.For(seed, LabelPurpose, (ulong)index);
        return random.NextUnit() < LabelNoise
            ? row with
            {
                Label = (row.TrueLabel + 1 + random.Next(ClassCount - 1)) % ClassCount,
            }
            : row;
    }
}
