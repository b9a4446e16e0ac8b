using GreenMl.DataCuration.Worker.Curation;
using GreenMl.DataCuration.Worker.Sources;
using GreenMl.Datasets;
using GreenMl.Workers;

namespace GreenMl.DataCuration.Worker;

/// <summary>The parameters of a curation job, checked.</summary>
internal sealed record CurationRecipe
{
    /// <summary>Changes whenever the same parameters and files would give another data set.</summary>
    public const string CodeVersion = "1";

    private const int MinimumGlyphs = 500;
    private const int MaximumGlyphs = 200_000;
    private const int DefaultGlyphs = 9000;

    /// <summary>Where the rows come from.</summary>
    public required IRowSource Source { get; init; }

    /// <summary>The settings of the source that are no paths, for the recipe in the manifest.</summary>
    public required DatasetRecipeStep Landing { get; init; }

    /// <summary>What happens to the rows.</summary>
    public required CurationPolicy Policy { get; init; }

    /// <summary>Reads the parameters of a job.</summary>
    /// <exception cref="WorkerFailureException">A parameter is missing or breaks a rule.</exception>
    public static CurationRecipe From(WorkerContext context)
    {
        var parameters = context.Parameters;
        var policy = new CurationPolicy
        {
            Seed = Seed(parameters),
            TestFraction = parameters.Number("test_fraction", 0.2, 0, 0.5),
            ValidationFraction = parameters.Number("validation_fraction", 0.1, 0, 0.5),
            Deduplication = Deduplicate(parameters),
            IsRaw = parameters.Flag("raw", fallback: false),
        };
        var rowLimit = (int)parameters.WholeNumber("row_limit", 0, 0, DatasetLimits.Rows);
        parameters.RequiredText("source");
        var kind = parameters.Choice("source", "glyphs", "images", "csv", "parquet");
        var settings = new Dictionary<string, string> { ["source"] = kind, ["row_limit"] = $"{rowLimit}" };
        IRowSource source = kind switch
        {
            "glyphs" => Glyphs(parameters, policy.Seed, rowLimit, settings),
            "images" => Images(context, rowLimit, settings),
            _ => Table(context, kind == "csv" ? TableFormat.Csv : TableFormat.Parquet, rowLimit, settings),
        };
        return new CurationRecipe
        {
            Source = source,
            Landing = new DatasetRecipeStep { Name = "land", Parameters = settings },
            Policy = policy,
        };
    }

    /// <summary>The recipe as the manifest keeps it.</summary>
    public DatasetRecipe ToManifest(Examples examples) =>
        new()
        {
            Steps =
            [
                Landing,
                new DatasetRecipeStep { Name = "deduplicate", Parameters = DeduplicationSettings(examples) },
                new DatasetRecipeStep
                {
                    Name = "split",
                    Parameters = new Dictionary<string, string>
                    {
                        ["test_fraction"] = $"{Policy.TestFraction:R}",
                        ["validation_fraction"] = $"{Policy.ValidationFraction:R}",
                        ["raw"] = Policy.IsRaw ? "true" : "false",
                    },
                },
            ],
            CodeVersion = CodeVersion,
            Seed = Policy.Seed,
        };

    private Dictionary<string, string> DeduplicationSettings(Examples examples)
    {
        var isNear = Policy.Deduplication == Deduplication.ExactAndNear && examples.Kind == DatasetKind.Image;
        var settings = new Dictionary<string, string>
        {
            ["exact"] = Policy.Deduplication == Deduplication.None ? "false" : "true",
            ["near"] = isNear ? "true" : "false",
        };
        if (isNear)
        {
            settings["near_likeness"] = $"{DuplicateClusters.NearLikeness:R}";
            settings["candidate_likeness"] = $"{DuplicateClusters.CandidateLikeness:R}";
        }

        return settings;
    }

    private static ulong Seed(Hyperparameters parameters)
    {
        var text = parameters.Text("seed", "1");
        return ulong.TryParse(text, out var seed)
            ? seed
            : throw Invalid($"Parameter 'seed' is '{text}': it must be a whole number from 0 to {ulong.MaxValue}.");
    }

    private static Deduplication Deduplicate(Hyperparameters parameters) =>
        parameters.Choice("deduplicate", "exact,near", "exact", "none") switch
        {
            "exact,near" => Deduplication.ExactAndNear,
            "exact" => Deduplication.Exact,
            _ => Deduplication.None,
        };

    private static GlyphSource Glyphs(
        Hyperparameters parameters,
        ulong seed,
        int rowLimit,
        Dictionary<string, string> settings
    )
    {
        var rows = (int)parameters.WholeNumber("rows", DefaultGlyphs, MinimumGlyphs, MaximumGlyphs);
        settings["rows"] = $"{rows}";
        return new GlyphSource(seed, rows, rowLimit);
    }

    private static ImageSource Images(WorkerContext context, int rowLimit, Dictionary<string, string> settings)
    {
        var input = new ImageInput
        {
            Images = new ImageSet(RequiredPath(context, "path"), RequiredPath(context, "labels")),
            TestImages = TestImages(context),
            LabelColumn = context.Parameters.Text("label_column", "label"),
            SplitColumn = Optional(context, "split_column"),
            RowLimit = rowLimit,
        };
        Describe(settings, input.LabelColumn, input.SplitColumn);
        return new ImageSource(input);
    }

    private static ImageSet? TestImages(WorkerContext context) =>
        (Optional(context, "test_path"), Optional(context, "test_labels")) switch
        {
            (null, null) => null,
            ({ }, { }) => new ImageSet(RequiredPath(context, "test_path"), RequiredPath(context, "test_labels")),
            (null, { } labels) => throw Invalid(
                $"Parameter 'test_labels' is '{labels}': it needs 'test_path' beside it."
            ),
            ({ } path, null) => throw Invalid($"Parameter 'test_path' is '{path}': it needs 'test_labels' beside it."),
        };

    private static TableSource Table(
        WorkerContext context,
        TableFormat format,
        int rowLimit,
        Dictionary<string, string> settings
    )
    {
        var input = new TableInput
        {
            Format = format,
            Path = RequiredPath(context, "path"),
            TestPath = Optional(context, "test_path") is null ? null : RequiredPath(context, "test_path"),
            LabelColumn = context.Parameters.RequiredText("label_column"),
            SplitColumn = Optional(context, "split_column"),
            RowLimit = rowLimit,
        };
        Describe(settings, input.LabelColumn, input.SplitColumn);
        return new TableSource(input);
    }

    private static void Describe(Dictionary<string, string> settings, string labelColumn, string? splitColumn)
    {
        settings["label_column"] = labelColumn;
        if (splitColumn is not null)
        {
            settings["split_column"] = splitColumn;
        }
    }

    private static string? Optional(WorkerContext context, string name) =>
        context.Parameters.Text(name, "") is { Length: > 0 } text ? text : null;

    /// <summary>An absolute path as it is; a relative one below the input channels.</summary>
    private static string RequiredPath(WorkerContext context, string name)
    {
        var path = context.Parameters.RequiredText(name);
        if (Path.IsPathFullyQualified(path))
        {
            return path;
        }

        return path.Split('/', '\\').Contains("..")
            ? throw Invalid(
                $"Parameter '{name}' is '{path}': a path relative to the input channels must not contain '..'."
            )
            : context.Layout.Channel(path);
    }

    private static WorkerFailureException Invalid(string message) =>
        new(WorkerFailureException.InvalidParameter, message);
}
