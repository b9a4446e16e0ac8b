using System.Text.Json;
using GreenMl.Cli.Tests.Fakes;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Contracts.Training.V1;

namespace GreenMl.Cli.Tests;

public sealed class ListingTests : IAsyncLifetime
{
    private TestInstallation _installation = null!;

    private FakeServer Server => _installation.Server;

    public async Task InitializeAsync() => _installation = await TestInstallation.CreateAsync();

    public async Task DisposeAsync() => await _installation.DisposeAsync();

    [Fact]
    public async Task Runs_are_listed_newest_first()
    {
        Server.Governance.Add("first", RunState.Completed).EndpointName = "glyphs";
        Server.Governance.Add("second", RunState.Training);

        var outcome = await _installation.RunAsync("runs");

        Assert.Equal(
            """
            run    name    state      created                  endpoint
            run-2  second  training   2026-11-02 12:00:00 UTC
            run-1  first   completed  2026-11-02 12:00:00 UTC  glyphs

            """,
            outcome.Output
        );
    }

    [Fact]
    public async Task A_long_list_is_read_page_by_page()
    {
        for (var i = 0; i < 450; i++)
        {
            Server.Governance.Add("glyphs", RunState.Completed);
        }

        var all = await _installation.RunAsync("runs", "list", "--limit", "1000", "--json");
        var some = await _installation.RunAsync("runs", "--limit", "250", "--json");

        Assert.Equal(450, JsonDocument.Parse(all.Output).RootElement.GetProperty("runs").GetArrayLength());
        Assert.Equal(250, JsonDocument.Parse(some.Output).RootElement.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task A_run_is_shown_and_cancelled()
    {
        Server.Governance.Add("glyphs", RunState.Training);

        var shown = await _installation.RunAsync("runs", "show", "run-1");
        var cancelled = await _installation.RunAsync("runs", "cancel", "run-1", "--json");

        Assert.Contains("state    training\n", shown.Output, StringComparison.Ordinal);
        Assert.Equal(
            "RUN_STATE_CANCELLED",
            JsonDocument.Parse(cancelled.Output).RootElement.GetProperty("run").GetProperty("state").GetString()
        );
    }

    [Theory]
    [InlineData("runs", "show", "x")]
    [InlineData("runs", "watch", "x")]
    [InlineData("runs", "cancel", "x")]
    [InlineData("receipt", "x")]
    [InlineData("datasets", "show", "x")]
    [InlineData("datasets", "cancel", "x")]
    [InlineData("jobs", "show", "x")]
    [InlineData("jobs", "cancel", "x", "--phase", "training")]
    [InlineData("endpoints", "show", "x")]
    [InlineData("endpoints", "delete", "x")]
    [InlineData("predict", "x", "--values", "1")]
    public async Task What_does_not_exist_exits_with_3(params string[] args)
    {
        var text = await _installation.RunAsync(args);
        var json = await _installation.RunAsync([.. args, "--json"]);

        Assert.Equal(ExitCodes.NotFound, text.ExitCode);
        Assert.StartsWith("error: There is no ", text.Error, StringComparison.Ordinal);
        var error = JsonDocument.Parse(json.Error).RootElement.GetProperty("error");
        Assert.Equal("NOT_FOUND", error.GetProperty("code").GetString());
        Assert.Equal("", text.Output + json.Output);
    }

    [Fact]
    public async Task A_receipt_is_printed_and_kept()
    {
        Server.Governance.Add("glyphs", RunState.Completed);

        var text = await _installation.RunAsync("receipt", "run-1", "--html", "r.html", "--out", "r.json");
        var json = await _installation.RunAsync("receipt", "run-1", "--json");

        Assert.Contains("Receipt of glyphs: Completed", text.Output, StringComparison.Ordinal);
        Assert.StartsWith(
            "<!doctype html>",
            await File.ReadAllTextAsync(_installation.PathOf("r.html")),
            StringComparison.Ordinal
        );
        using var kept = JsonDocument.Parse(await File.ReadAllTextAsync(_installation.PathOf("r.json")));
        using var printed = JsonDocument.Parse(json.Output);
        Assert.True(JsonElement.DeepEquals(kept.RootElement, printed.RootElement.GetProperty("receipt")));
    }

    [Fact]
    public async Task The_receipt_of_a_run_that_goes_on_exits_with_1()
    {
        Server.Governance.Add("glyphs", RunState.Training);

        var outcome = await _installation.RunAsync("receipt", "run-1");

        Assert.Equal((ExitCodes.Failed, "error: The run is Training.\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task A_data_set_is_created_from_a_pipeline_and_followed()
    {
        var outcome = await _installation.RunAsync("datasets", "create", "p.yaml", "--set", "data.seed=4");
        var listed = await _installation.RunAsync("datasets");

        Assert.Equal(" 40 %  deduplicate\n", outcome.Error);
        Assert.Contains("uri       object://datasets/d1\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(
            "dropped   1,000 exact_duplicate, 600 near_duplicate\n",
            outcome.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(4UL, Server.Jobs.Datasets[0].Spec.Seed);
        Assert.Contains("dataset-1  glyphs  succeeded", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_of_both_phases_are_found_by_id_alone()
    {
        Server.Jobs.Training.Add(new TrainingJob { TrainingJobId = "t", State = JobState.Failed });
        Server.Jobs.Optimization.Add(new OptimizationJob { OptimizationJobId = "o", State = JobState.Running });

        var list = await _installation.RunAsync("jobs", "list");
        var training = await _installation.RunAsync("jobs", "list", "--phase", "training", "--json");
        var shown = await _installation.RunAsync("jobs", "show", "o");
        var cancelled = await _installation.RunAsync("jobs", "cancel", "o", "--json");

        Assert.Equal(3, list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(1, JsonDocument.Parse(training.Output).RootElement.GetProperty("jobs").GetArrayLength());
        Assert.Contains("phase     optimization\n", shown.Output, StringComparison.Ordinal);
        Assert.Equal(JobState.Cancelled, Server.Jobs.Optimization[0].State);
        Assert.Equal(0, cancelled.ExitCode);
    }

    [Fact]
    public async Task Endpoints_are_listed_shown_and_deleted()
    {
        Server.Endpoints.All.Add(
            new Endpoint
            {
                Name = "glyphs",
                State = EndpointState.InService,
                GrpcAddress = "http://127.0.0.1:9",
            }
        );

        var list = await _installation.RunAsync("endpoints");
        var shown = await _installation.RunAsync("endpoints", "show", "glyphs", "--json");
        var deleted = await _installation.RunAsync("endpoints", "delete", "glyphs");

        Assert.Contains("glyphs    in service  http://127.0.0.1:9", list.Output, StringComparison.Ordinal);
        Assert.Equal(
            "ENDPOINT_STATE_IN_SERVICE",
            JsonDocument.Parse(shown.Output).RootElement.GetProperty("endpoint").GetProperty("state").GetString()
        );
        Assert.Equal("endpoint glyphs deleted\n", deleted.Output);
        Assert.Empty(Server.Endpoints.All);
    }

    [Fact]
    public async Task The_status_tells_health_memory_and_storage()
    {
        Directory.CreateDirectory(Path.Combine(_installation.Home, "objects"));
        await File.WriteAllBytesAsync(Path.Combine(_installation.Home, "objects", "a"), new byte[3000]);

        var healthy = await _installation.RunAsync("status");
        Server.IsHealthy = false;
        var unhealthy = await _installation.RunAsync("status", "--json");
        await Server.StopAsync();
        var gone = await _installation.RunAsync("status");

        Assert.Equal(ExitCodes.Success, healthy.ExitCode);
        Assert.Contains("governance    healthy", healthy.Output, StringComparison.Ordinal);
        Assert.Contains("objects  2.9 KiB", healthy.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Unreachable, unhealthy.ExitCode);
        var service = JsonDocument.Parse(unhealthy.Output).RootElement.GetProperty("services")[0];
        Assert.Equal("unhealthy", service.GetProperty("health").GetString());
        Assert.True(service.GetProperty("residentBytes").GetInt64() > 0);
        Assert.Contains("unreachable", gone.Output, StringComparison.Ordinal);
    }
}
