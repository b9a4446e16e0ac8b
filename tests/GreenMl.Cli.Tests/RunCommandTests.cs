using System.Text.Json;
using GreenMl.Cli.Tests.Fakes;
using GreenMl.Contracts.Pipelines.V1;
using Microsoft.Extensions.Time.Testing;
using static GreenMl.Cli.Tests.RunSteps;

namespace GreenMl.Cli.Tests;

public sealed class RunCommandTests : IAsyncLifetime
{
    private TestInstallation _installation = null!;

    private FakeGovernance Governance => _installation.Server.Governance;

    public async Task InitializeAsync() => _installation = await TestInstallation.CreateAsync();

    public async Task DisposeAsync() => await _installation.DisposeAsync();

    [Fact]
    public async Task A_run_is_shown_step_by_step_and_ends_with_its_receipt()
    {
        _installation.Time = new FakeTimeProvider(Governance.Now.AddSeconds(3.2));
        _installation.Variables["GREENML_COMMAND"] = "./greenml";
        Governance.Script(AWholeRun());

        var outcome = await _installation.RunAsync("run", "p.yaml");

        Assert.Equal("", outcome.Error);
        Assert.Equal(
            """
            run run-1 (glyphs)
                3.2 s  curation (baseline)      running
                3.2 s  curation (baseline)      succeeded  900 of 900 rows kept
                3.2 s  curation                 running
                3.2 s  curation                 succeeded  612 of 900 rows kept
                3.2 s  training                 running
                3.2 s  training                 succeeded  test accuracy 97.10 % after 9 epochs (target_reached)
                3.2 s  hosting                  running
                3.2 s  hosting                  succeeded  endpoint glyphs in service at http://127.0.0.1:1
                3.2 s  run                      completed

            Receipt of glyphs: Completed

            Try it
              ./greenml predict glyphs --dataset object://datasets/d1 --row 0

            """,
            outcome.Output
        );
        Assert.Equal(ExitCodes.Success, outcome.ExitCode);
    }

    [Fact]
    public async Task On_a_terminal_the_last_table_stays_above_the_receipt()
    {
        _installation.IsInteractive = true;
        Governance.Script(AWholeRun());

        var outcome = await _installation.RunAsync("run", "p.yaml");

        Assert.Contains("glyphs: completed", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("curation (baseline)", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("Receipt of glyphs: Completed", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_every_line_is_a_document_and_the_last_is_the_receipt()
    {
        Governance.Script(AWholeRun());

        var outcome = await _installation.RunAsync("run", "p.yaml", "--json");

        var documents = outcome
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToArray();
        Assert.All(documents[..^1], document => Assert.Equal("run-1", RunIdOf(document)));
        Assert.Equal("RUN_STATE_COMPLETED", documents[^2].GetProperty("run").GetProperty("state").GetString());
        Assert.Equal(
            "greenml predict glyphs --dataset object://datasets/d1 --row 0",
            documents[^1].GetProperty("receipt").GetProperty("predictCommand").GetString()
        );
        Assert.Equal(0, outcome.ExitCode);

        static string? RunIdOf(JsonElement document) => document.GetProperty("run").GetProperty("runId").GetString();
    }

    [Fact]
    public async Task The_receipt_can_be_kept_as_json()
    {
        Governance.Script(AWholeRun());

        await _installation.RunAsync("run", "p.yaml", "--receipt", "out.json");

        using var receipt = JsonDocument.Parse(await File.ReadAllTextAsync(_installation.PathOf("out.json")));
        Assert.Equal("run-1", receipt.RootElement.GetProperty("runId").GetString());
    }

    [Fact]
    public async Task Overrides_reach_the_service()
    {
        await _installation.RunAsync("run", "p.yaml", "--detach", "--set", "name=other", "--set", "train.max-epochs=7");

        var run = Governance.Find("run-1");
        Assert.Equal(("other", 7), (run.Spec.Name, run.Spec.Train.MaxEpochs));
    }

    [Fact]
    public async Task Detached_a_run_is_only_submitted()
    {
        var outcome = await _installation.RunAsync("run", "p.yaml", "--detach");

        Assert.Equal("run run-1 submitted\ngreenml runs watch run-1\n", outcome.Output);
        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task A_failed_run_tells_why_and_exits_with_1()
    {
        Governance.Script(Begin(Phase.Training), End("", Contracts.Common.V1.JobState.Failed), Become(RunState.Failed));

        var outcome = await _installation.RunAsync("run", "p.yaml");

        Assert.Contains(
            "failed  TRAINING_DIVERGED: The loss became NaN in epoch 2.",
            outcome.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("Receipt of glyphs: Failed", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, outcome.ExitCode);
    }

    [Fact]
    public async Task A_watch_that_breaks_goes_on()
    {
        Governance.Script(AWholeRun());
        Governance.BreakAfter = 3;

        var outcome = await _installation.RunAsync("run", "p.yaml");

        Assert.Contains("The connection to governance broke", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Receipt of glyphs: Completed", outcome.Output, StringComparison.Ordinal);
        Assert.Single(Governance.CreateKeys);
        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task A_service_that_is_started_again_elsewhere_is_found_again()
    {
        Governance.Script(Begin(Phase.Curation));
        var run = _installation.RunAsync("run", "p.yaml");
        await Governance.ScriptEnded.Task;

        Governance.Script(End("612 of 900 rows kept"), Become(RunState.Completed));
        await _installation.Server.RestartAsync();
        await _installation.WriteListingAsync();

        Assert.Equal(0, (await run).ExitCode);
    }

    [Fact]
    public async Task Creating_is_tried_again_with_the_same_key()
    {
        Governance.RefusedCreates = 2;

        var outcome = await _installation.RunAsync("run", "p.yaml", "--detach");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(3, Governance.CreateKeys.Count);
        Assert.Single(Governance.CreateKeys.Distinct());
        Assert.True(Guid.TryParse(Governance.CreateKeys[0], out _));
    }

    [Fact]
    public async Task Interrupting_leaves_the_run_alone_and_says_how_to_go_on()
    {
        Governance.Script(Begin(Phase.Curation));
        using var interrupt = new CancellationTokenSource();
        var run = _installation.RunAsync(interrupt.Token, "run", "p.yaml");
        await Governance.ScriptEnded.Task;

        await interrupt.CancelAsync();

        var outcome = await run;
        Assert.Equal(ExitCodes.Interrupted, outcome.ExitCode);
        Assert.Contains("greenml runs watch run-1", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(RunState.Submitted, Governance.Find("run-1").State);
    }

    [Fact]
    public async Task What_the_service_does_not_accept_is_told_by_field()
    {
        Governance.CreateError = FakeErrors.InvalidArgument("spec.train.model", "is 'mlp': it must be better");

        var text = await _installation.RunAsync("run", "p.yaml");
        var json = await _installation.RunAsync("run", "p.yaml", "--json");

        Assert.Equal("error: the input is not valid\n  spec.train.model is 'mlp': it must be better.\n", text.Error);
        Assert.Equal(ExitCodes.InvalidInput, text.ExitCode);
        var error = JsonDocument.Parse(json.Error).RootElement.GetProperty("error");
        Assert.Equal("INVALID_ARGUMENT", error.GetProperty("code").GetString());
        Assert.Equal(2, error.GetProperty("exitCode").GetInt32());
        Assert.Equal("spec.train.model", error.GetProperty("details")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_pipeline_with_errors_is_not_submitted()
    {
        await File.WriteAllTextAsync(
            _installation.PathOf("bad.yaml"),
            "name: glyphs\ndata: { glyphs: }\ntrain: { modle: mlp }"
        );

        var text = await _installation.RunAsync("run", "bad.yaml");
        var json = await _installation.RunAsync("run", "bad.yaml", "--json");

        Assert.Equal(
            "error: the input is not valid\n  bad.yaml:3:10: train.modle is unknown: perhaps model is meant.\n",
            text.Error
        );
        Assert.Equal(ExitCodes.InvalidInput, text.ExitCode);
        var detail = JsonDocument.Parse(json.Error).RootElement.GetProperty("error").GetProperty("details")[0];
        Assert.Equal(3, detail.GetProperty("line").GetInt32());
        Assert.Equal("bad.yaml", detail.GetProperty("file").GetString());
        Assert.Empty(Governance.CreateKeys);
    }

    [Theory]
    [InlineData("run", "none.yaml")]
    [InlineData("run")]
    [InlineData("run", "p.yaml", "--set", "x")]
    [InlineData("run", "p.yaml", "--unknown")]
    [InlineData("runs", "--limit", "0")]
    [InlineData("jobs", "--phase", "hosting")]
    [InlineData("predict", "glyphs")]
    [InlineData("runs", "--governance", "nowhere")]
    public async Task What_is_no_valid_command_line_exits_with_2(params string[] args)
    {
        var outcome = await _installation.RunAsync(args);

        Assert.Equal(ExitCodes.InvalidInput, outcome.ExitCode);
        Assert.StartsWith("error: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("", outcome.Output);
    }
}
