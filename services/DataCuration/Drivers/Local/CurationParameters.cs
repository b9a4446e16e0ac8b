using System.Globalization;
using GreenMl.Contracts.Datasets.V1;

namespace GreenMl.DataCuration.Drivers.Local;

/// <summary>A spec as the worker is told it. Absent fields are left to the worker's defaults.</summary>
internal static class CurationParameters
{
    public static Dictionary<string, string> Create(DatasetSpec spec)
    {
        var parameters = Source(spec);
        parameters["seed"] = spec.Seed.ToString(CultureInfo.InvariantCulture);
        parameters["deduplicate"] = spec.Deduplication == Deduplication.Exact ? "exact" : "exact,near";
        parameters["raw"] = spec.Deduplication == Deduplication.None ? "true" : "false";
        Add(parameters, "test_fraction", spec.TestFraction);
        Add(parameters, "validation_fraction", spec.ValidationFraction);
        Add(parameters, "row_limit", spec.RowLimit);
        return parameters;
    }

    private static Dictionary<string, string> Source(DatasetSpec spec) =>
        spec.SourceCase switch
        {
            DatasetSpec.SourceOneofCase.Glyphs => Glyphs(spec.Glyphs),
            DatasetSpec.SourceOneofCase.Images => Images(spec.Images),
            DatasetSpec.SourceOneofCase.Csv => Table("csv", spec.Csv),
            DatasetSpec.SourceOneofCase.Parquet => Table("parquet", spec.Parquet),
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.SourceCase, "The spec has no source."),
        };

    private static Dictionary<string, string> Glyphs(GlyphsSource source)
    {
        var parameters = new Dictionary<string, string> { ["source"] = "glyphs" };
        Add(parameters, "rows", source.Rows);
        return parameters;
    }

    private static Dictionary<string, string> Images(ImagesSource source) =>
        new()
        {
            ["source"] = "images",
            ["path"] = source.Path,
            ["labels"] = source.LabelsPath,
            ["test_path"] = source.TestPath,
            ["test_labels"] = source.TestLabelsPath,
        };

    private static Dictionary<string, string> Table(string kind, TableSource source) =>
        new()
        {
            ["source"] = kind,
            ["path"] = source.Path,
            ["label_column"] = source.LabelColumn,
        };

    /// <summary>Zero is the wire's way of leaving a number out.</summary>
    private static void Add(Dictionary<string, string> parameters, string name, double value)
    {
        if (value != 0)
        {
            parameters[name] = value.ToString(CultureInfo.InvariantCulture);
        }
    }
}
