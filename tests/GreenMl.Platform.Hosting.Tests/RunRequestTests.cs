using GreenMl.AppHost;
using GreenMl.Testing;

namespace GreenMl.Platform.Hosting.Tests;

/// <summary>The command line of GreenMl's own AppHost; its source is compiled in, so that no service need be built.</summary>
public sealed class RunRequestTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly string _pipeline;

    public RunRequestTests()
    {
        _pipeline = _folder.Combine("pipeline.yaml");
        File.WriteAllText(_pipeline, "name: test");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_arguments_it_serves()
    {
        Assert.True(RunRequest.TryParse([], out var request));
        Assert.Null(request.Pipeline);
        Assert.False(request.ExitAfterRun);
    }

    [Fact]
    public void A_run_its_receipt_and_settings_come_in_any_order()
    {
        string[] args =
        [
            "--exit",
            "--GREENML_HOME=here",
            "--receipt",
            "out.json",
            "--key",
            "value",
            "--run",
            _pipeline,
        ];

        Assert.True(RunRequest.TryParse(args, out var request));
        Assert.Equal((_pipeline, "out.json", true), (request.Pipeline, request.Receipt, request.ExitAfterRun));
        Assert.Equal(["--GREENML_HOME=here", "--key", "value"], request.HostArguments);
    }

    [Theory]
    [InlineData("--run")]
    [InlineData("--run", "--exit")]
    [InlineData("--run", "/no/such/file.yaml")]
    [InlineData("--exit")]
    [InlineData("--receipt", "out.json")]
    [InlineData("--exti", "--run", "pipeline.yaml")]
    [InlineData("pipeline.yaml")]
    public void What_is_not_understood_is_refused(params string[] args) =>
        Assert.False(RunRequest.TryParse(args, out _));
}
