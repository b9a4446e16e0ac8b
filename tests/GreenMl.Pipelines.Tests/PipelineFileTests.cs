using System.Runtime.CompilerServices;
using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Training.V1;
using GreenMl.Testing;

namespace GreenMl.Pipelines.Tests;

public sealed class PipelineFileTests
{
    private const string Shortest = """
        name: glyphs
        data:
          glyphs:
        train:
          model: mlp

        """;

    private const string Longest = """
        name: glyphs
        baseline: true
        predictions-per-day: 20000
        data:
          glyphs: { rows: 8000 }
          seed: 18446744073709551615
          test-fraction: 25 %
          validation-fraction: 0.15
          row-limit: 5000
          deduplicate: exact
        train:
          model: cnn-small
          target-accuracy: 0.97
          max-epochs: 12
          batch-size: 32
          optimizer: sgd
          learning-rate: 2e-3
          patience-epochs: 3
          seed: 2
        optimize:
          passes: [fold-batch-normalization, quantize-int8, optimize-offline]
          max-accuracy-drop: 0.25pt
          calibration-rows: 128
          seed: 3
        host:
          endpoint: glyphs-1
        """;

    [Fact]
    public void The_shortest_pipeline_has_the_defaults_of_the_wire()
    {
        var spec = PipelineFile.Parse(Shortest, "p.yaml", "/");

        Assert.Equal("glyphs", spec.Name);
        Assert.Equal(new DatasetSpec { Glyphs = new() }, spec.Data);
        Assert.Equal(new TrainingSpec { Model = "mlp" }, spec.Train);
        Assert.Equal(new OptimizationSpec(), spec.Optimize);
        Assert.Null(spec.Host);
        Assert.False(spec.Baseline);
    }

    [Fact]
    public void Every_key_fills_its_field()
    {
        var spec = PipelineFile.Parse(Longest, "p.yaml", "/");

        Assert.True(spec.Baseline);
        Assert.Equal(20_000, spec.PredictionsPerDay);
        Assert.Equal(
            new DatasetSpec
            {
                Glyphs = new GlyphsSource { Rows = 8000 },
                Seed = ulong.MaxValue,
                TestFraction = 0.25,
                ValidationFraction = 0.15,
                RowLimit = 5000,
                Deduplication = Deduplication.Exact,
            },
            spec.Data
        );
        Assert.Equal(
            new TrainingSpec
            {
                Model = "cnn-small",
                TargetAccuracy = 0.97,
                MaxEpochs = 12,
                BatchSize = 32,
                Optimizer = Optimizer.Sgd,
                LearningRate = 0.002,
                PatienceEpochs = 3,
                Seed = 2,
            },
            spec.Train
        );
        Assert.Equal(
            new OptimizationSpec
            {
                Passes =
                {
                    OptimizationPass.FoldBatchNormalization,
                    OptimizationPass.QuantizeInt8,
                    OptimizationPass.OptimizeOffline,
                },
                MaxAccuracyDrop = 0.0025,
                CalibrationRows = 128,
                Seed = 3,
            },
            spec.Optimize
        );
        Assert.Equal("glyphs-1", spec.Host.Name);
    }

    [Theory]
    [InlineData("0.5pt", 0.005)]
    [InlineData("0.5 pt", 0.005)]
    [InlineData("0.5%", 0.005)]
    [InlineData("0.5 %", 0.005)]
    [InlineData("0.005", 0.005)]
    [InlineData("5e-3", 0.005)]
    [InlineData("1", 1)]
    public void An_accuracy_drop_is_a_share_percent_or_points(string text, double drop)
    {
        var spec = PipelineFile.Parse($"{Shortest}optimize: {{ max-accuracy-drop: {text} }}", "p.yaml", "/");

        Assert.Equal(drop, spec.Optimize.MaxAccuracyDrop, 12);
    }

    [Fact]
    public async Task Relative_paths_start_from_the_folder_of_the_file()
    {
        using var folder = new TemporaryDirectory();
        Directory.CreateDirectory(folder.Combine("data"));
        Directory.CreateDirectory(folder.Combine("pipelines"));
        await File.WriteAllTextAsync(folder.Combine("data/train.csv"), "filepath,label\n");
        await File.WriteAllBytesAsync(folder.Combine("pipelines/start.onnx"), [1]);
        await File.WriteAllTextAsync(
            folder.Combine("pipelines/p.yaml"),
            """
            name: images
            data: { images: { path: ../data, labels: ../data/train.csv } }
            train: { model: start.onnx }
            """
        );

        var spec = await PipelineFile.LoadAsync(
            folder.Combine("pipelines/p.yaml"),
            "p.yaml",
            [],
            CancellationToken.None
        );

        Assert.Equal(folder.Combine("data"), spec.Data.Images.Path);
        Assert.Equal(folder.Combine("data/train.csv"), spec.Data.Images.LabelsPath);
        Assert.Equal(folder.Combine("pipelines/start.onnx"), spec.Train.Model);
    }

    [Fact]
    public void Overrides_replace_and_add_values_and_the_last_one_wins()
    {
        var spec = PipelineFile.Parse(
            Shortest,
            "p.yaml",
            "/",
            PipelineOverride.Parse("name=other", "/"),
            PipelineOverride.Parse("data.glyphs.rows=600", "/"),
            PipelineOverride.Parse("train.max-epochs = 3", "/"),
            PipelineOverride.Parse("train.max-epochs=4", "/"),
            PipelineOverride.Parse("optimize.passes=[quantize-int8]", "/"),
            PipelineOverride.Parse("host={ endpoint: e }", "/")
        );

        Assert.Equal("other", spec.Name);
        Assert.Equal(600, spec.Data.Glyphs.Rows);
        Assert.Equal(4, spec.Train.MaxEpochs);
        Assert.Equal([OptimizationPass.QuantizeInt8], spec.Optimize.Passes);
        Assert.Equal("e", spec.Host.Name);
    }

    [Fact]
    public void A_relative_path_in_an_override_starts_from_its_own_folder()
    {
        using var folder = new TemporaryDirectory();
        File.WriteAllText(folder.Combine("rows.csv"), "a,b\n");
        var text = """
            name: rows
            data: { csv: { path: nowhere.csv, label-column: b } }
            train: { model: mlp }
            """;

        var spec = PipelineFile.Parse(
            text,
            "p.yaml",
            "/",
            PipelineOverride.Parse("data.csv.path=rows.csv", folder.Path)
        );

        Assert.Equal(folder.Combine("rows.csv"), spec.Data.Csv.Path);
    }

    [Theory]
    [InlineData("train.max-epochs")]
    [InlineData("=5")]
    public void An_override_without_key_or_equals_sign_is_refused(string text) =>
        Assert.Throws<FormatException>(() => PipelineOverride.Parse(text, "/"));

    [Fact]
    public async Task The_examples_are_sound()
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder.Combine("labels.csv"), "filepath,label\n");
        string[] paths = ["path", "labels", "test-path", "test-labels"];
        var overrides = paths.Select(key => new PipelineOverride($"data.images.{key}", "labels.csv", folder.Path));

        var glyphs = await PipelineFile.LoadAsync(Example("glyphs.yaml"), "glyphs.yaml", [], CancellationToken.None);
        var images = await PipelineFile.LoadAsync(
            Example("images.yaml"),
            "images.yaml",
            [.. overrides],
            CancellationToken.None
        );

        Assert.Equal("glyphs", glyphs.Host.Name);
        Assert.Equal("images", images.Host.Name);
    }

    private static string Example(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "examples", name));
}
