using System.Text.Json;
using GreenMl.Contracts.Pipelines.V1;

namespace GreenMl.Cli.Tests;

public sealed class ConnectionTests : IAsyncLifetime
{
    private TestInstallation _installation = null!;

    public async Task InitializeAsync() => _installation = await TestInstallation.CreateAsync();

    public async Task DisposeAsync() => await _installation.DisposeAsync();

    [Fact]
    public async Task A_wrong_key_exits_with_5()
    {
        _installation.Variables["GREENML_API_KEY"] = "wrong";

        var text = await _installation.RunAsync("runs");
        var json = await _installation.RunAsync("runs", "--json");

        Assert.Equal(ExitCodes.Unauthenticated, text.ExitCode);
        Assert.Contains("The API key is missing or unknown.", text.Error, StringComparison.Ordinal);
        Assert.Contains("GREENML_API_KEY", text.Error, StringComparison.Ordinal);
        Assert.Equal(
            "UNAUTHENTICATED",
            JsonDocument.Parse(json.Error).RootElement.GetProperty("error").GetProperty("code").GetString()
        );
    }

    [Fact]
    public async Task Without_a_key_the_service_says_that_it_wants_one()
    {
        File.Delete(Path.Combine(_installation.Home, "api-key"));

        Assert.Equal(ExitCodes.Unauthenticated, (await _installation.RunAsync("runs")).ExitCode);
        Assert.Equal(ExitCodes.Unauthenticated, (await _installation.RunAsync("run", "p.yaml")).ExitCode);
        Assert.Equal(ExitCodes.Unauthenticated, (await _installation.RunAsync("runs", "watch", "run-1")).ExitCode);
    }

    [Fact]
    public async Task Nothing_listed_exits_with_4_and_asks_for_the_AppHost()
    {
        File.Delete(Path.Combine(_installation.Home, "state", "resources.json"));

        var outcome = await _installation.RunAsync("runs");

        Assert.Equal(ExitCodes.Unreachable, outcome.ExitCode);
        Assert.Contains("dotnet run --project AppHost", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_gone_exits_with_4()
    {
        await _installation.Server.StopAsync();

        var list = await _installation.RunAsync("runs");
        var watch = await _installation.RunAsync("runs", "watch", "run-1");

        Assert.Equal(ExitCodes.Unreachable, list.ExitCode);
        Assert.Contains(
            $"governance at {_installation.Server.Address} does not answer",
            list.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("does not answer", watch.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Unreachable, watch.ExitCode);
    }

    [Fact]
    public async Task An_address_may_be_given_by_option_or_variable()
    {
        File.Delete(Path.Combine(_installation.Home, "state", "resources.json"));
        _installation.Server.Governance.Add("glyphs", RunState.Completed);

        var byOption = await _installation.RunAsync("runs", "--governance", _installation.Server.Address);
        _installation.Variables["GREENML_GOVERNANCE"] = _installation.Server.Address;
        var byVariable = await _installation.RunAsync("runs");

        Assert.Equal((0, 0), (byOption.ExitCode, byVariable.ExitCode));
        Assert.Equal(byOption.Output, byVariable.Output);
    }

    [Fact]
    public async Task The_home_may_be_given_by_option_or_variable()
    {
        var elsewhere = _installation.PathOf("elsewhere");
        Directory.Move(_installation.Home, elsewhere);

        Assert.Equal(ExitCodes.Unreachable, (await _installation.RunAsync("runs")).ExitCode);
        Assert.Equal(0, (await _installation.RunAsync("runs", "--home", "elsewhere")).ExitCode);
        _installation.Variables["GREENML_HOME"] = elsewhere;
        Assert.Equal(0, (await _installation.RunAsync("runs")).ExitCode);
    }

    [Fact]
    public async Task A_damaged_listing_is_told()
    {
        await File.WriteAllTextAsync(Path.Combine(_installation.Home, "state", "resources.json"), "{");

        var outcome = await _installation.RunAsync("runs");

        Assert.Equal(ExitCodes.InvalidInput, outcome.ExitCode);
        Assert.Contains("resources.json is damaged", outcome.Error, StringComparison.Ordinal);
    }
}
