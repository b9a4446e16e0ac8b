using CsCheck;
using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Contracts.Training.V1;

namespace GreenMl.Pipelines.Tests;

public sealed class PipelinePropertyTests
{
    private const string Sound = """
        name: glyphs
        data:
          glyphs: { rows: 9000 }
          deduplicate: "exact"
        train: { model: mlp, max-epochs: 5 }
        optimize: { passes: [quantize-int8], max-accuracy-drop: 0.5pt }

        """;

    private static readonly Gen<double> Share = Gen.Double[0.001, 0.5];

    private static readonly Gen<string> Name = Gen.String[Gen.Char["abcxyz019-"], 0, 62].Select(rest => "n" + rest);

    private static readonly Gen<DatasetSpec> Data = Gen.Select(
        Gen.Int[500, 200_000],
        Gen.ULong,
        Share,
        Gen.Int[1, int.MaxValue],
        Gen.Enum<Deduplication>(),
        (rows, seed, share, limit, deduplication) =>
            new DatasetSpec
            {
                Glyphs = new GlyphsSource { Rows = rows },
                Seed = seed,
                TestFraction = share,
                ValidationFraction = share / 2,
                RowLimit = limit,
                Deduplication = deduplication,
            }
    );

    private static readonly Gen<TrainingSpec> Training = Gen.Select(
        Gen.Int[0, 3].Select(i => new[] { "mlp", "cnn-small", "resnet8", "object://models/a" }[i]),
        Gen.Double[0, 1],
        Gen.Int[1, 1000],
        Gen.Int[1, 4096],
        Gen.Enum<Optimizer>(),
        Gen.Double[1e-9, 10],
        (model, target, epochs, batch, optimizer, rate) =>
            new TrainingSpec
            {
                Model = model,
                TargetAccuracy = target,
                MaxEpochs = epochs,
                BatchSize = batch,
                Optimizer = optimizer,
                LearningRate = rate,
            }
    );

    private static readonly Gen<OptimizationSpec> Optimization = Gen.Select(
        Gen.Shuffle(Enum.GetValues<OptimizationPass>()[1..], 0, 3),
        Gen.Double[1e-6, 1],
        Gen.Int[16, 10_000],
        (passes, drop, rows) =>
            new OptimizationSpec
            {
                Passes = { passes },
                MaxAccuracyDrop = drop,
                CalibrationRows = rows,
            }
    );

    private static readonly Gen<PipelineSpec> Pipeline = Gen.Select(
        Name,
        Data,
        Training,
        Optimization,
        Gen.Bool,
        (name, data, training, optimization, baseline) =>
            new PipelineSpec
            {
                Name = name,
                Data = data,
                Train = training,
                Optimize = optimization,
                Host = baseline ? new EndpointSpec { Name = name } : null,
                Baseline = baseline,
            }
    );

    [Fact]
    public void What_a_pipeline_says_is_what_is_read() =>
        Pipeline.Sample(spec => PipelineFile.Parse(ToYaml(spec), "p.yaml", "/").Equals(spec));

    [Fact]
    public void Any_text_is_a_pipeline_or_gets_an_error_with_its_place() => Gen.String.Sample(text => IsAnswered(text));

    [Fact]
    public void A_mapping_that_ends_between_a_key_and_its_value_is_answered() =>
        Assert.True(IsAnswered(Sound.Remove(44, 7).Insert(44, ":\n")));

    [Fact]
    public void Any_damage_to_a_pipeline_is_answered() =>
        Gen.Select(
                Gen.Int[0, Sound.Length - 1],
                Gen.Int[0, 8],
                Gen.String[Gen.Char["{}[]:,-&*!|>'\"%@`#? \n\ta0\0\u00e9"], 0, 6]
            )
            .Sample(
                (at, length, text) => IsAnswered(Sound.Remove(at, Math.Min(length, Sound.Length - at)).Insert(at, text))
            );

    private static bool IsAnswered(string text)
    {
        try
        {
            return PipelineRules.Check(PipelineFile.Parse(text, "p.yaml", "/")).Count == 0;
        }
        catch (InvalidPipelineException e)
        {
            return e.Problems.Count > 0
                && e.Problems.All(problem => problem is { Line: > 0, Column: > 0, Rule.Length: > 0 });
        }
    }

    private static string ToYaml(PipelineSpec spec) =>
        $"""
            name: {spec.Name}
            baseline: {(spec.Baseline ? "true" : "false")}
            data:
              glyphs: {Braces(("rows", spec.Data.Glyphs.Rows))}
              seed: {spec.Data.Seed}
              test-fraction: {spec.Data.TestFraction:R}
              validation-fraction: {spec.Data.ValidationFraction:R}
              row-limit: {spec.Data.RowLimit}
              {Word("deduplicate", spec.Data.Deduplication, Vocabularies.Deduplications)}
            train:
              model: {spec.Train.Model}
              target-accuracy: {spec.Train.TargetAccuracy:R}
              max-epochs: {spec.Train.MaxEpochs}
              batch-size: {spec.Train.BatchSize}
              learning-rate: {spec.Train.LearningRate:R}
              {Word("optimizer", spec.Train.Optimizer, Vocabularies.Optimizers)}
            optimize:
              {Passes(spec.Optimize)}
              max-accuracy-drop: {spec.Optimize.MaxAccuracyDrop:R}
              calibration-rows: {spec.Optimize.CalibrationRows}
            {(spec.Host is null ? "" : $"host: {Braces(("endpoint", spec.Host.Name))}")}
            """;

    private static string Braces((string Key, object Value) pair) => $"{{ {pair.Key}: {pair.Value} }}";

    private static string Passes(OptimizationSpec spec) =>
        spec.Passes.Count == 0
            ? ""
            : $"passes: [{string.Join(", ", spec.Passes.Select(pass => Vocabularies.Passes.WordOf(pass)))}]";

    private static string Word<TEnum>(string key, TEnum value, Vocabulary<TEnum> vocabulary)
        where TEnum : struct, Enum => vocabulary.Knows(value) ? $"{key}: {vocabulary.WordOf(value)}" : "";
}
