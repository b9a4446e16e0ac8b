using System.Globalization;
using GreenMl.Contracts.Optimization.V1;

namespace GreenMl.ModelOptimization.Drivers.Local;

/// <summary>A spec as the worker is told it. Absent fields are left to the worker's defaults.</summary>
internal static class OptimizationParameters
{
    public static Dictionary<string, string> Create(OptimizationSpec spec)
    {
        var parameters = new Dictionary<string, string>
        {
            ["name"] = spec.Name,
            ["measure_only"] = spec.MeasureOnly ? "true" : "false",
            ["seed"] = spec.Seed.ToString(CultureInfo.InvariantCulture),
        };
        if (spec.Passes.Count > 0)
        {
            parameters["passes"] = string.Join(',', spec.Passes.Select(Name));
        }

        Add(parameters, "max_accuracy_drop", spec.MaxAccuracyDrop);
        Add(parameters, "calibration_rows", spec.CalibrationRows);
        return parameters;
    }

    private static string Name(OptimizationPass pass) =>
        pass switch
        {
            OptimizationPass.FoldBatchNormalization => "fold_batch_normalization",
            OptimizationPass.QuantizeInt8 => "quantize_int8",
            OptimizationPass.OptimizeOffline => "optimize_offline",
            _ => throw new ArgumentOutOfRangeException(nameof(pass), pass, "No such pass."),
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
