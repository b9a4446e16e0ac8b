using System.Text;
using GreenMl.Testing;

namespace GreenMl.Pipelines.Tests;

/// <summary>Each error names file, line, column, key, value, rule and remedy.</summary>
public sealed class PipelineErrorTests
{
    [Fact]
    public void An_unknown_key_is_told_with_the_one_that_was_meant() =>
        AssertProblems(
            """
            name: glyphs
            data: { glyphs: { row: 9000 } }
            train:
              model: mlp
              max_epochs: 5
              epochs: 5
              colour: red
            hots: { endpoint: a }
            """,
            "p.yaml:2:19: data.glyphs.row is unknown: perhaps rows is meant.",
            "p.yaml:5:3: train.max_epochs is unknown: perhaps max-epochs is meant.",
            "p.yaml:6:3: train.epochs is unknown: perhaps max-epochs is meant.",
            "p.yaml:7:3: train.colour is unknown: use model, target-accuracy, max-epochs, batch-size, optimizer, "
                + "learning-rate, seed, patience-epochs.",
            "p.yaml:8:1: hots is unknown: perhaps host is meant."
        );

    [Fact]
    public void A_key_with_a_typo_is_not_reported_as_missing_too() =>
        AssertProblems(
            """
            name: glyphs
            data: { glyphs: }
            train: { modle: mlp }
            """,
            "p.yaml:3:10: train.modle is unknown: perhaps model is meant."
        );

    [Fact]
    public void A_wrong_type_is_told_at_the_value() =>
        AssertProblems(
            """
            name: [glyphs]
            baseline: yes
            predictions-per-day: many
            data:
              glyphs: { rows: 9_000 }
              seed: -1
              test-fraction: "0.2"
              deduplicate: 5
            train: mlp
            optimize: { passes: quantize-int8 }
            """,
            "p.yaml:1:7: name is a list: it must be a text.",
            "p.yaml:2:11: baseline is 'yes': it must be true or false.",
            "p.yaml:3:22: predictions-per-day is 'many': it must be a number.",
            "p.yaml:5:19: data.glyphs.rows is '9_000': it must be a whole number.",
            "p.yaml:6:9: data.seed is '-1': it must be a whole number from 0 to 18446744073709551615.",
            "p.yaml:7:18: data.test-fraction is the text '0.2': write a share such as 0.2 or 20 % without quotes.",
            "p.yaml:8:16: data.deduplicate is '5': it must be one of exact-and-near, exact, none.",
            "p.yaml:9:8: train is 'mlp': it must be a mapping with keys of its own.",
            "p.yaml:10:21: optimize.passes is 'quantize-int8': it must be a list such as "
                + "[fold-batch-normalization, quantize-int8, optimize-offline]."
        );

    [Fact]
    public void Broken_rules_are_told_at_the_value_and_missing_keys_at_their_section() =>
        AssertProblems(
            """
            name: My Glyphs
            data:
              images:
                path: /nowhere/train.zip
                test-labels: /nowhere/test.csv
            train:
              max-epochs: 5000
            optimize:
              passes: [quantize-int8, quantize-int8]
              max-accuracy-drop: 150 %
            host:
              endpoint: A
            """,
            "p.yaml:1:7: name is 'My Glyphs': give a name of 1 to 63 lower-case letters, digits and hyphens that begins "
                + "with a letter, for instance glyphs-1.",
            "p.yaml:3:3: data.images.labels is missing: give the absolute path of a file.",
            "p.yaml:3:3: data.images.test-path is missing but the labels of a test set are given: give both or neither.",
            "p.yaml:4:11: data.images.path is '/nowhere/train.zip': there is no such file or folder that can be read; "
                + "correct the path.",
            "p.yaml:6:1: train.model is missing: give one of mlp, cnn-small, resnet8, the path of an .onnx file or its "
                + "object URI.",
            "p.yaml:7:15: train.max-epochs is 5000: it must lie in 1..1000; leave it out for 20.",
            "p.yaml:9:27: optimize.passes[1] is quantize-int8 again: each pass runs once; remove one of the two.",
            "p.yaml:10:22: optimize.max-accuracy-drop is 1.5: it must lie in 0..1; leave it out for 0.005, half a point.",
            "p.yaml:12:13: host.endpoint is 'A': give a name of 1 to 63 lower-case letters, digits and hyphens that begins "
                + "with a letter, for instance glyphs-1."
        );

    [Fact]
    public void Required_keys_are_named() =>
        AssertProblems(
            "baseline: true",
            "p.yaml:1:1: name is missing: give a name of 1 to 63 lower-case letters, digits and hyphens that begins with "
                + "a letter, for instance glyphs-1.",
            "p.yaml:1:1: data is missing: it must name a source, for instance glyphs.",
            "p.yaml:1:1: train is missing: it must name a model, for instance cnn-small."
        );

    [Fact]
    public void A_data_set_has_exactly_one_source()
    {
        AssertProblems(
            "name: a\ndata:\n  seed: 1\ntrain: { model: mlp }",
            "p.yaml:2:1: data names no source: give exactly one of glyphs, images, csv and parquet."
        );
        AssertProblems(
            "name: a\ndata:\n  glyphs:\n  csv: { path: /x }\ntrain: { model: mlp }",
            "p.yaml:3:3: data names the sources glyphs and csv: give exactly one."
        );
    }

    [Fact]
    public void An_explicit_zero_that_would_read_as_the_default_is_refused() =>
        AssertProblems(
            "name: a\ndata: { glyphs: { rows: 0 } }\ntrain: { model: mlp, max-epochs: 0 }\noptimize: { max-accuracy-drop: 0pt }",
            "p.yaml:2:25: data.glyphs.rows is 0, which would read as the default of 9000: leave it out for that.",
            "p.yaml:3:34: train.max-epochs is 0, which would read as the default of 20: leave it out for that.",
            "p.yaml:4:32: optimize.max-accuracy-drop is 0, which would read as the default of 0.005: leave it out for that."
        );

    [Theory]
    [InlineData(".nan", "p.yaml:3:37: train.learning-rate is '.nan': it must be a number.")]
    [InlineData("NaN", "p.yaml:3:37: train.learning-rate is 'NaN': it must be a finite number.")]
    [InlineData("1e999", "p.yaml:3:37: train.learning-rate is '1e999': it must be a finite number.")]
    [InlineData(
        "-1",
        "p.yaml:3:37: train.learning-rate is -1: it must be a finite number above 0; leave it out for the optimizer's default."
    )]
    [InlineData("", "p.yaml:3:38: train.learning-rate has no value: give a number or leave the key out.")]
    public void Numbers_are_finite(string text, string problem) =>
        AssertProblems($"name: a\ndata: {{ glyphs: }}\ntrain: {{ model: mlp, learning-rate: {text} }}", problem);

    [Fact]
    public void A_whole_number_has_a_limit() =>
        AssertProblems(
            "name: a\ndata: { glyphs: }\ntrain: { model: mlp, max-epochs: 99999999999 }",
            "p.yaml:3:34: train.max-epochs is '99999999999': it must be a whole number up to 2147483647."
        );

    [Fact]
    public void A_word_with_a_typo_is_told_with_the_one_that_was_meant() =>
        AssertProblems(
            "name: a\ndata: { glyphs: }\ntrain: { model: mlp, optimizer: adma }\noptimize:\n  passes:\n    - quantise-int8",
            "p.yaml:3:33: train.optimizer is 'adma': it must be one of adam, sgd; perhaps adam is meant.",
            "p.yaml:6:7: optimize.passes[0] is 'quantise-int8': it must be one of fold-batch-normalization, quantize-int8, "
                + "optimize-offline; perhaps quantize-int8 is meant."
        );

    [Fact]
    public void A_doubled_key_is_told_with_its_first_line() =>
        AssertProblems(
            "name: a\ndata: { glyphs: }\ntrain: { model: mlp }\nname: b",
            "p.yaml:4:1: name is given twice, first on line 1: each key appears once; remove one of the two."
        );

    [Fact]
    public void Several_documents_are_refused() =>
        AssertProblems(
            "name: a\ndata: { glyphs: }\ntrain: { model: mlp }\n---\nname: b",
            "p.yaml:4:1: the pipeline has a second document here: one file holds one pipeline; remove the line '---' and "
                + "what follows."
        );

    [Fact]
    public void Anchors_aliases_and_tags_are_refused() =>
        AssertProblems(
            "name: &n glyphs\ndata: { glyphs: , seed: !!int 1 }\ntrain: { model: *n }",
            "p.yaml:1:7: name has the anchor &n: a pipeline has no anchors, aliases and tags; write the value out.",
            "p.yaml:2:25: data.seed has the tag 'tag:yaml.org,2002:int': a pipeline has no anchors, aliases and tags; "
                + "write the value out.",
            "p.yaml:3:17: train.model is the alias *n: a pipeline has no anchors, aliases and tags; write the value out.",
            "p.yaml:3:17: train.model has no value: give a name or path or leave the key out."
        );

    [Theory]
    [InlineData("", "p.yaml:1:1: the pipeline is empty: it must hold at least name, data and train.")]
    [InlineData("# nothing\n", "p.yaml:1:1: the pipeline is empty: it must hold at least name, data and train.")]
    [InlineData("- a", "p.yaml:1:1: the pipeline is a list: it must be a mapping such as 'name: glyphs'.")]
    [InlineData("glyphs", "p.yaml:1:1: the pipeline is 'glyphs': it must be a mapping such as 'name: glyphs'.")]
    public void A_file_that_is_no_mapping_is_refused(string text, string problem) => AssertProblems(text, problem);

    [Fact]
    public void Text_that_is_no_yaml_is_told_with_its_place()
    {
        var problem = Assert.Single(ProblemsOf("name: glyphs\ndata: { glyphs: [ }\n"));

        Assert.Equal(2, problem.Line);
        Assert.Contains("is no YAML here", problem.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused_before_it_costs_anything()
    {
        var problem = Assert.Single(ProblemsOf("name: " + new string('[', 100_000)));

        Assert.Equal("is nested deeper than 16 levels: no pipeline is", problem.Rule);
        Assert.Equal((1, 23), (problem.Line, problem.Column));
    }

    [Fact]
    public async Task A_file_that_is_too_long_is_refused()
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder.Combine("p.yaml"), new string('#', PipelineFile.MaximumBytes + 1));

        var problem = Assert.Single(await LoadProblemsAsync(folder.Combine("p.yaml")));

        Assert.StartsWith("is longer than 256 KiB", problem.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_text_is_refused()
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllBytesAsync(folder.Combine("p.yaml"), [.. "name: a\ndata: "u8, 0xff, 0xfe]);

        var problem = Assert.Single(await LoadProblemsAsync(folder.Combine("p.yaml")));

        Assert.Equal((2, "holds bytes that are not UTF-8: save the file as UTF-8 text"), (problem.Line, problem.Rule));
    }

    [Fact]
    public void An_error_in_an_override_names_the_override() =>
        AssertProblems(
            "name: a\ndata: { glyphs: }\ntrain: { model: mlp }",
            [
                PipelineOverride.Parse("train.max-epochs=many", "/"),
                PipelineOverride.Parse("train.batch-size=5000", "/"),
                PipelineOverride.Parse("train.modle=mlp", "/"),
                PipelineOverride.Parse("name.first=x", "/"),
                PipelineOverride.Parse("optimize.passes=[a", "/"),
            ],
            "--set train.max-epochs=many: train.max-epochs is 'many': it must be a whole number.",
            "--set train.batch-size=5000: train.batch-size is 5000: it must lie in 1..4096; leave it out for 64.",
            "--set train.modle=mlp: train.modle is unknown: use model, target-accuracy, max-epochs, batch-size, optimizer, "
                + "learning-rate, seed, patience-epochs.",
            "--set name.first=x: name is 'a' in the file: it holds no further keys; correct the override.",
            "--set optimize.passes=[a: optimize.passes is no YAML here: while parsing a flow sequence, did "
                + "not find expected ',' or ']'; correct the text."
        );

    [Fact]
    public void The_first_fifty_problems_are_enough()
    {
        var text = new StringBuilder("name: a\n");
        for (var i = 0; i < 1000; i++)
        {
            text.Append($"key{i}: 1\n");
        }

        Assert.Equal(50, ProblemsOf(text.ToString()).Count);
    }

    private static void AssertProblems(string text, params string[] expected) => AssertProblems(text, [], expected);

    private static void AssertProblems(string text, PipelineOverride[] overrides, params string[] expected)
    {
        var actual = ProblemsOf(text, overrides).Select(problem => problem.ToString());
        Assert.Equal(string.Join('\n', expected.Order()), string.Join('\n', actual.Order()));
    }

    private static IReadOnlyList<PipelineProblem> ProblemsOf(string text, params PipelineOverride[] overrides) =>
        Assert.Throws<InvalidPipelineException>(() => PipelineFile.Parse(text, "p.yaml", "/base", overrides)).Problems;

    private static async Task<IReadOnlyList<PipelineProblem>> LoadProblemsAsync(string path) =>
        (
            await Assert.ThrowsAsync<InvalidPipelineException>(() =>
                PipelineFile.LoadAsync(path, "p.yaml", [], CancellationToken.None)
            )
        ).Problems;
}
