using GreenMl.Workers;

namespace GreenMl.ModelOptimization.Worker;

/// <summary>What to do to a model.</summary>
internal sealed record OptimizationParameters
{
    private const string Fold = "fold_batch_normalization";
    private const string Quantize = "quantize_int8";
    private const string Offline = "optimize_offline";
    private static readonly string[] Passes = [Fold, Quantize, Offline];

    /// <summary>The name of the bundle.</summary>
    public required string Name { get; init; }

    /// <summary>Whether to fold BatchNormalization.</summary>
    public bool FoldsBatchNormalization { get; init; }

    /// <summary>Whether to quantize to int8.</summary>
    public bool QuantizesInt8 { get; init; }

    /// <summary>Whether to store the graph as the runtime optimized it.</summary>
    public bool OptimizesOffline { get; init; }

    /// <summary>The largest accuracy loss accepted, 0 to 1.</summary>
    public required double MaximumAccuracyDrop { get; init; }

    /// <summary>Training rows to calibrate on.</summary>
    public required int CalibrationRows { get; init; }

    /// <summary>Chooses the calibration rows.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Reads the parameters of the job.</summary>
    /// <exception cref="WorkerFailureException">A parameter breaks a rule.</exception>
    public static OptimizationParameters From(Hyperparameters parameters)
    {
        var passes = ReadPasses(parameters);
        return new()
        {
            Name = ReadName(parameters),
            FoldsBatchNormalization = passes.Contains(Fold),
            QuantizesInt8 = passes.Contains(Quantize),
            OptimizesOffline = passes.Contains(Offline),
            MaximumAccuracyDrop = parameters.Number("max_accuracy_drop", 0.005, 0, 1),
            CalibrationRows = (int)parameters.WholeNumber("calibration_rows", 256, 16, 10_000),
            Seed = ReadSeed(parameters),
        };
    }

    private static HashSet<string> ReadPasses(Hyperparameters parameters)
    {
        if (parameters.Flag("measure_only", false))
        {
            return [];
        }

        var names = parameters.Text("passes", string.Join(',', Passes)).Split(',', StringSplitOptions.TrimEntries);
        return Array.Find(names, name => !Passes.Contains(name)) is { } unknown
            ? throw Invalid("passes", unknown, $"must be a list of {string.Join(", ", Passes)}")
            : [.. names];
    }

    private static string ReadName(Hyperparameters parameters)
    {
        const int MaximumLength = 128;
        var name = parameters.Text("name", "model");
        var isName =
            name.Length <= MaximumLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        return isName ? name : throw Invalid("name", name, $"must have 1 to {MaximumLength} of A-Z a-z 0-9 . _ -");
    }

    private static ulong ReadSeed(Hyperparameters parameters)
    {
        var text = parameters.Text("seed", "0");
        return ulong.TryParse(text, out var seed)
            ? seed
            : throw Invalid("seed", text, $"must be a whole number from 0 to {ulong.MaxValue}");
    }

    private static WorkerFailureException Invalid(string name, string value, string rule) =>
        new(WorkerFailureException.InvalidParameter, $"Parameter '{name}' is '{value}': it {rule}.");
}
