using GreenMl.Datasets;
using GreenMl.Onnx;
using GreenMl.Workers;

namespace GreenMl.TrainingOrchestration.Worker;

/// <summary>The graph that training starts from: one of the zoo, or the one in the channel <c>model</c>.</summary>
internal static class StartingModel
{
    /// <exception cref="InvalidModelException">The graph is damaged, hostile or of no use here.</exception>
    /// <exception cref="WorkerFailureException">There is neither such a zoo model nor a graph in the channel.</exception>
    public static async Task<ModelProto> LoadAsync(
        WorkerLayout layout,
        TrainingParameters parameters,
        DatasetSchema schema,
        CancellationToken cancellationToken
    )
    {
        var file = Path.Combine(layout.Channel("model"), "model.onnx");
        if (File.Exists(file))
        {
            return await OnnxFile.LoadAsync(file, OnnxLimits.Default, cancellationToken);
        }

        return ModelZoo.Names.Contains(parameters.Model)
            ? ModelZoo.Create(parameters.Model, schema.Shape, schema.Classes.Count, parameters.Options.Seed)
            : throw new WorkerFailureException(
                WorkerFailureException.InvalidParameter,
                $"Parameter 'model' is '{parameters.Model}': it must be one of {string.Join(", ", ModelZoo.Names)}, "
                    + "or the channel 'model' must hold model.onnx."
            );
    }
}
