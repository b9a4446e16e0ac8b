using System.Globalization;
using GreenMl.Contracts.Training.V1;

namespace GreenMl.TrainingOrchestration.Drivers.Local;

/// <summary>A spec as the worker is told it. Absent fields are left to the worker's defaults.</summary>
internal static class TrainingParameters
{
    public static Dictionary<string, string> Create(TrainingSpec spec)
    {
        var parameters = new Dictionary<string, string>
        {
            ["model"] = spec.Model,
            ["optimizer"] = spec.Optimizer == Optimizer.Sgd ? "sgd" : "adam",
            ["seed"] = spec.Seed.ToString(CultureInfo.InvariantCulture),
        };
        Add(parameters, "target_accuracy", spec.TargetAccuracy);
        Add(parameters, "max_epochs", spec.MaxEpochs);
        Add(parameters, "batch_size", spec.BatchSize);
        Add(parameters, "learning_rate", spec.LearningRate);
        Add(parameters, "patience_epochs", spec.PatienceEpochs);
        return parameters;
    }

    /// <summary>Zero is the wire's way of leaving a number out.</summary>
    private static void Add(Dictionary<string, string> parameters, string name, double value)
    {
        if (value != 0)
        {
            parameters[name] = value.ToString(CultureInfo.InvariantCulture);
        }
    }
}
