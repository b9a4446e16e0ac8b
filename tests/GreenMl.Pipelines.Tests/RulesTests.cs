using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Training.V1;
using GreenMl.Testing;

namespace GreenMl.Pipelines.Tests;

public sealed class RulesTests
{
    [Fact]
    public void A_sound_pipeline_breaks_no_rule() => Assert.Empty(PipelineRules.Check(Specs.APipeline()));

    [Fact]
    public void Fields_carry_their_full_path_and_all_broken_rules_are_found()
    {
        var spec = Specs.APipeline();
        spec.Name = "My Pipeline";
        spec.Data.Glyphs.Rows = 12;
        spec.Train.MaxEpochs = 5000;
        spec.Optimize.MaxAccuracyDrop = double.NaN;
        spec.Host.Name = "-x";
        spec.PredictionsPerDay = double.PositiveInfinity;

        var broken = PipelineRules.Check(spec);

        Assert.Equal(
            [
                "spec.name",
                "spec.data.glyphs.rows",
                "spec.train.max_epochs",
                "spec.optimize.max_accuracy_drop",
                "spec.host.name",
                "spec.predictions_per_day",
            ],
            broken.Select(rule => rule.Field)
        );
        Assert.Equal(
            "spec.train.max_epochs is 5000: it must lie in 1..1000; leave it out for 20.",
            broken[2].ToString()
        );
    }

    [Fact]
    public void A_missing_specification_breaks_a_rule()
    {
        Assert.Equal("spec", Assert.Single(PipelineRules.Check(null)).Field);
        Assert.Equal("spec", Assert.Single(DatasetRules.Check(null, "spec")).Field);
        Assert.Equal("spec", Assert.Single(TrainingRules.Check(null, "spec")).Field);
        Assert.Equal("spec", Assert.Single(OptimizationRules.Check(null, "spec")).Field);
        Assert.Equal("spec", Assert.Single(EndpointRules.Check(null, "spec")).Field);
    }

    [Fact]
    public void A_pipeline_needs_data_training_and_optimization_but_no_endpoint()
    {
        var spec = Specs.APipeline();
        spec.Data = null;
        spec.Train = null;
        spec.Optimize = null;
        spec.Host = null;

        Assert.Equal(
            ["spec.data", "spec.train", "spec.optimize"],
            PipelineRules.Check(spec).Select(rule => rule.Field)
        );
    }

    [Fact]
    public void Inside_a_pipeline_the_run_fills_in_the_uris()
    {
        var spec = Specs.APipeline();
        spec.Train.DatasetUri = "object://datasets/a";
        spec.Optimize.DatasetUri = "object://datasets/a";
        spec.Optimize.ModelUri = "object://models/a";
        spec.Host.BundleUri = "object://bundles/a";

        var broken = PipelineRules.Check(spec);

        Assert.Equal(4, broken.Count);
        Assert.All(broken, rule => Assert.Contains("leave it out", rule.Rule, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("datasets/a")]
    [InlineData("object://datasets/../etc")]
    public void A_job_on_its_own_needs_object_uris(string uri)
    {
        var training = new TrainingSpec { DatasetUri = uri, Model = "mlp" };
        var optimization = new OptimizationSpec { DatasetUri = uri, ModelUri = uri };
        var endpoint = new EndpointSpec { Name = "a", BundleUri = uri };

        Assert.Equal("s.dataset_uri", Assert.Single(TrainingRules.Check(training, "s")).Field);
        Assert.Equal(
            ["s.model_uri", "s.dataset_uri"],
            OptimizationRules.Check(optimization, "s").Select(rule => rule.Field)
        );
        Assert.Equal("s.bundle_uri", Assert.Single(EndpointRules.Check(endpoint, "s")).Field);
    }

    [Fact]
    public void A_model_to_optimize_may_be_a_file_that_is_there()
    {
        var there = new OptimizationSpec { DatasetUri = "object://datasets/a", ModelUri = Environment.ProcessPath! };
        var gone = new OptimizationSpec { DatasetUri = "object://datasets/a", ModelUri = "/no/such/model.onnx" };

        Assert.Empty(OptimizationRules.Check(there, "s"));
        Assert.Equal("s.model_uri", Assert.Single(OptimizationRules.Check(gone, "s")).Field);
    }

    [Fact]
    public void Jobs_on_their_own_with_uris_are_sound()
    {
        Assert.Empty(TrainingRules.Check(Specs.ATrainingJob(), "spec"));
        Assert.Empty(OptimizationRules.Check(Specs.AnOptimizationJob(), "spec"));
        Assert.Empty(EndpointRules.Check(new EndpointSpec { Name = "a", BundleUri = "object://bundles/a" }, "spec"));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a-1", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-123456789", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-1234567890", false)]
    [InlineData("", false)]
    [InlineData("1a", false)]
    [InlineData("-a", false)]
    [InlineData("A", false)]
    [InlineData("a_b", false)]
    [InlineData("ä", false)]
    public void Names_are_short_plain_words(string name, bool sound)
    {
        var spec = Specs.APipeline();
        spec.Name = name;

        Assert.Equal(sound, PipelineRules.Check(spec).Count == 0);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(499, false)]
    [InlineData(500, true)]
    [InlineData(200_000, true)]
    [InlineData(200_001, false)]
    [InlineData(-1, false)]
    public void Glyph_rows_have_a_range(int rows, bool sound) =>
        Assert.Equal(sound, DatasetRules.Check(new() { Glyphs = new() { Rows = rows } }, "spec").Count == 0);

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.5, true)]
    [InlineData(0.51, false)]
    [InlineData(-0.1, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.NegativeInfinity, false)]
    public void Fractions_have_a_range(double fraction, bool sound)
    {
        var spec = Specs.AGlyphsDataset();
        spec.TestFraction = fraction;
        spec.ValidationFraction = fraction;

        Assert.Equal(sound ? 0 : 2, DatasetRules.Check(spec, "spec").Count);
    }

    [Fact]
    public void A_data_set_needs_a_source()
    {
        var broken = Assert.Single(DatasetRules.Check(new DatasetSpec(), "spec.data"));

        Assert.Equal("spec.data names no source: give exactly one of glyphs, images, csv and parquet.", $"{broken}");
    }

    [Fact]
    public void Paths_must_be_absolute_and_exist()
    {
        using var folder = new TemporaryDirectory();
        var file = folder.Combine("labels.csv");
        File.WriteAllText(file, "filepath,label\n");

        Assert.Empty(CheckImages(folder.Path, file));
        Assert.Equal("spec.images.path", Assert.Single(CheckImages("", file)).Field);
        Assert.Contains("absolute", Assert.Single(CheckImages("train.zip", file)).Rule, StringComparison.Ordinal);
        Assert.Contains(
            "no such file or folder",
            Assert.Single(CheckImages(folder.Combine("none.zip"), file)).Rule,
            StringComparison.Ordinal
        );
        Assert.Equal("spec.images.labels_path", Assert.Single(CheckImages(folder.Path, folder.Path)).Field);
    }

    [Fact]
    public void A_test_set_comes_with_its_labels_or_not_at_all()
    {
        using var folder = new TemporaryDirectory();
        var file = folder.Combine("labels.csv");
        File.WriteAllText(file, "filepath,label\n");

        Assert.Empty(CheckImages(folder.Path, file, folder.Path, file));
        Assert.Equal(
            "spec.images.test_labels_path",
            Assert.Single(CheckImages(folder.Path, file, folder.Path, "")).Field
        );
        Assert.Equal("spec.images.test_path", Assert.Single(CheckImages(folder.Path, file, "", file)).Field);
    }

    [Fact]
    public void A_table_needs_a_label_column()
    {
        using var folder = new TemporaryDirectory();
        var file = folder.Combine("rows.csv");
        File.WriteAllText(file, "a,b\n");
        var spec = new DatasetSpec { Csv = new TableSource { Path = file } };

        Assert.Equal("spec.csv.label_column", Assert.Single(DatasetRules.Check(spec, "spec")).Field);
    }

    [Theory]
    [InlineData("mlp", true)]
    [InlineData("resnet8", true)]
    [InlineData("object://models/a.onnx", true)]
    [InlineData("object://", false)]
    [InlineData("resnet9", false)]
    [InlineData("/nowhere/model.onnx", false)]
    [InlineData("model.onnx", false)]
    [InlineData("", false)]
    public void A_model_is_of_the_zoo_or_an_onnx_file(string model, bool sound)
    {
        var spec = Specs.ATrainingJob();
        spec.Model = model;

        Assert.Equal(sound, TrainingRules.Check(spec, "spec").Count == 0);
    }

    [Fact]
    public void An_existing_onnx_file_is_a_model()
    {
        using var folder = new TemporaryDirectory();
        var spec = Specs.ATrainingJob();
        spec.Model = folder.Combine("model.onnx");
        File.WriteAllBytes(spec.Model, [1]);

        Assert.Empty(TrainingRules.Check(spec, "spec"));
    }

    [Fact]
    public void Training_numbers_have_ranges()
    {
        var spec = Specs.ATrainingJob();
        spec.TargetAccuracy = 97;
        spec.BatchSize = 4097;
        spec.LearningRate = double.NaN;
        spec.PatienceEpochs = -1;
        spec.Optimizer = (Optimizer)77;

        Assert.Equal(
            ["target_accuracy", "batch_size", "optimizer", "learning_rate", "patience_epochs"],
            TrainingRules.Check(spec, "s").Select(rule => rule.Field[2..])
        );
    }

    [Fact]
    public void Passes_are_known_and_unique()
    {
        var spec = Specs.AnOptimizationJob();
        spec.Passes.AddRange([
            OptimizationPass.QuantizeInt8,
            OptimizationPass.QuantizeInt8,
            default,
            (OptimizationPass)9,
        ]);

        var broken = OptimizationRules.Check(spec, "spec");

        Assert.Equal(["spec.passes[1]", "spec.passes[2]", "spec.passes[3]"], broken.Select(rule => rule.Field));
        Assert.StartsWith("is quantize-int8 again", broken[0].Rule, StringComparison.Ordinal);
        Assert.StartsWith("is 9: it must be one of fold-batch", broken[2].Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_value_is_quoted_short_and_on_one_line()
    {
        var spec = Specs.ATrainingJob();
        spec.Model = "a\nb\u001b[31m" + new string('x', 100_000);

        var rule = Assert.Single(TrainingRules.Check(spec, "spec")).Rule;

        Assert.DoesNotContain(rule, char.IsControl);
        Assert.True(rule.Length < 400, rule);
    }

    private static IReadOnlyList<BrokenRule> CheckImages(
        string path,
        string labels,
        string testPath = "",
        string testLabels = ""
    ) =>
        DatasetRules.Check(
            new DatasetSpec
            {
                Images = new ImagesSource
                {
                    Path = path,
                    LabelsPath = labels,
                    TestPath = testPath,
                    TestLabelsPath = testLabels,
                },
            },
            "spec"
        );
}
