using System.Text.Json;
using GreenMl.Bundles;
using GreenMl.Contracts.Inference;
using GreenMl.InferenceHosting.Server.Models;
using Microsoft.ML.OnnxRuntime;
using TensorMetadata = GreenMl.Contracts.Inference.ModelMetadataResponse.Types.TensorMetadata;

namespace GreenMl.InferenceHosting.Server.Inference;

/// <summary>The served model in the protocol's messages.</summary>
internal static class ModelDescription
{
    private const string Platform = "onnxruntime_onnx";
    private const string Backend = "onnxruntime";

    public static ModelMetadataResponse ToMetadata(ServedModel model)
    {
        var manifest = model.Manifest;
        var metadata = new ModelMetadataResponse
        {
            Name = manifest.Name,
            Versions = { manifest.Version },
            Platform = Platform,
            Inputs = { model.Inputs.Select(ToMetadata) },
            Outputs = { model.Outputs.Select(ToMetadata) },
            Properties =
            {
                ["model_file"] = model.File,
                ["onnxruntime"] = OrtEnv.Instance().GetVersionString(),
                ["labels"] = JsonSerializer.Serialize(manifest.Labels, BundleJson.Default.IReadOnlyListString),
            },
        };
        if (manifest.Preprocessing is { } preprocessing)
        {
            metadata.Properties["preprocessing"] = JsonSerializer.Serialize(
                preprocessing,
                BundleJson.Default.Preprocessing
            );
        }

        if (manifest.DatasetId is { } dataset)
        {
            metadata.Properties["dataset"] = dataset;
        }

        if (manifest.Parent is { } parent)
        {
            metadata.Properties["parent"] = parent;
        }

        return metadata;
    }

    public static ModelConfig ToConfig(ServedModel model)
    {
        var group = new ModelInstanceGroup
        {
            Name = model.Manifest.Name,
            Count = 1,
            Kind = ModelInstanceGroup.Types.Kind.Cpu,
        };
        return new ModelConfig
        {
            Name = model.Manifest.Name,
            Platform = Platform,
            Backend = Backend,
            DefaultModelFilename = model.File,
            MaxBatchSize = model.IsBatched ? model.MaxBatch : 0,
            Input =
            {
                model.Inputs.Select(input => new ModelInput
                {
                    Name = input.Name,
                    DataType = input.Datatype.Config,
                    Dims = { DimsOf(model, input) },
                }),
            },
            Output =
            {
                model.Outputs.Select(output => new ModelOutput
                {
                    Name = output.Name,
                    DataType = output.Datatype.Config,
                    Dims = { DimsOf(model, output) },
                }),
            },
            InstanceGroup = { group },
        };
    }

    private static TensorMetadata ToMetadata(TensorDefinition tensor) =>
        new()
        {
            Name = tensor.Name,
            Datatype = tensor.Datatype.Name,
            Shape = { tensor.Shape },
        };

    private static IEnumerable<long> DimsOf(ServedModel model, TensorDefinition tensor) =>
        tensor.Shape.Skip(model.IsBatched && tensor.HasRows ? 1 : 0);
}
