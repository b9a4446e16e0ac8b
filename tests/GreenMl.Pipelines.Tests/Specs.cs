using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Contracts.Training.V1;

namespace GreenMl.Pipelines.Tests;

/// <summary>Sound specifications to break in one place.</summary>
internal static class Specs
{
    public static PipelineSpec APipeline() =>
        new()
        {
            Name = "glyphs",
            Data = AGlyphsDataset(),
            Train = new TrainingSpec { Model = "cnn-small" },
            Optimize = new OptimizationSpec(),
            Host = new EndpointSpec { Name = "glyphs" },
        };

    public static DatasetSpec AGlyphsDataset() => new() { Glyphs = new GlyphsSource() };

    public static TrainingSpec ATrainingJob() => new() { DatasetUri = "object://datasets/a1", Model = "mlp" };

    public static OptimizationSpec AnOptimizationJob() =>
        new() { ModelUri = "object://models/m1/model.onnx", DatasetUri = "object://datasets/a1" };
}
