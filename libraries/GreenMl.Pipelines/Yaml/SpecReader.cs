using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Contracts.Training.V1;

namespace GreenMl.Pipelines.Yaml;

/// <summary>The keys of a pipeline file and the fields that they fill.</summary>
internal static class SpecReader
{
    private static readonly string[] Sources = ["glyphs", "images", "csv", "parquet"];

    public static PipelineSpec Read(YamlMapping root, ProblemList problems) =>
        SectionReader.ReadSection(root, "", problems, ReadPipeline);

    private static PipelineSpec ReadPipeline(SectionReader section) =>
        new()
        {
            Name = section.Text("name"),
            Baseline = section.Flag("baseline"),
            PredictionsPerDay = section.Number("predictions-per-day", zeroMeans: "10000"),
            Data = section.Section("data", ReadData),
            Train = section.Section("train", ReadTraining),
            Optimize = section.Section("optimize", ReadOptimization) ?? new(),
            Host = section.Section("host", ReadHosting),
        };

    private static DatasetSpec ReadData(SectionReader section)
    {
        // The last of them wins on the wire, so more than one is an error here.
        var spec = new DatasetSpec();
        Set<GlyphsSource>("glyphs", ReadGlyphs, source => spec.Glyphs = source);
        Set<ImagesSource>("images", ReadImages, source => spec.Images = source);
        Set<TableSource>("csv", ReadTable, source => spec.Csv = source);
        Set<TableSource>("parquet", ReadTable, source => spec.Parquet = source);
        spec.Seed = section.Seed("seed");
        spec.TestFraction = section.Share("test-fraction", zeroMeans: "0.2");
        spec.ValidationFraction = section.Share("validation-fraction", zeroMeans: "0.1");
        spec.RowLimit = section.Integer("row-limit", zeroMeans: "all rows");
        spec.Deduplication = section.Word("deduplicate", Vocabularies.Deduplications);
        if (section.Given.Intersect(Sources).ToArray() is { Length: > 1 } given)
        {
            section.Add(section.Position, "", $"names the sources {string.Join(" and ", given)}: give exactly one");
        }

        return spec;

        void Set<T>(string key, Func<SectionReader, T> read, Action<T> set)
            where T : class
        {
            if (section.Section(key, read) is { } source)
            {
                set(source);
            }
        }
    }

    private static GlyphsSource ReadGlyphs(SectionReader section) =>
        new() { Rows = section.Integer("rows", zeroMeans: "9000") };

    private static ImagesSource ReadImages(SectionReader section) =>
        new()
        {
            Path = section.FilePath("path"),
            LabelsPath = section.FilePath("labels"),
            TestPath = section.FilePath("test-path"),
            TestLabelsPath = section.FilePath("test-labels"),
        };

    private static TableSource ReadTable(SectionReader section) =>
        new() { Path = section.FilePath("path"), LabelColumn = section.Text("label-column") };

    private static TrainingSpec ReadTraining(SectionReader section) =>
        new()
        {
            Model = section.NameOrFilePath("model", ".onnx"),
            TargetAccuracy = section.Share("target-accuracy"),
            MaxEpochs = section.Integer("max-epochs", zeroMeans: "20"),
            BatchSize = section.Integer("batch-size", zeroMeans: "64"),
            Optimizer = section.Word("optimizer", Vocabularies.Optimizers),
            LearningRate = section.Number("learning-rate", zeroMeans: "the optimizer"),
            Seed = section.Seed("seed"),
            PatienceEpochs = section.Integer("patience-epochs"),
        };

    private static OptimizationSpec ReadOptimization(SectionReader section) =>
        new()
        {
            Passes = { section.Words("passes", Vocabularies.Passes) },
            MaxAccuracyDrop = section.Points("max-accuracy-drop", zeroMeans: "0.005"),
            CalibrationRows = section.Integer("calibration-rows", zeroMeans: "256"),
            Seed = section.Seed("seed"),
        };

    private static EndpointSpec ReadHosting(SectionReader section) => new() { Name = section.Text("endpoint") };
}
