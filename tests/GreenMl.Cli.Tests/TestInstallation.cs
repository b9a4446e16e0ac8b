using GreenMl.Cli.Tests.Fakes;
using GreenMl.Testing;

namespace GreenMl.Cli.Tests;

/// <summary>What a command printed and returned.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error);

/// <summary>A home folder as the AppHost leaves it, with the fake server behind it, and the command line in front.</summary>
internal sealed class TestInstallation : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private TestInstallation(FakeServer server) => Server = server;

    public FakeServer Server { get; }

    /// <summary>The folder that commands run in; the home is its <c>.greenml</c>.</summary>
    public string Folder => _folder.Path;

    public string Home => _folder.Combine(".greenml");

    public Dictionary<string, string> Variables { get; } = [];

    public bool IsInteractive { get; set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public static async Task<TestInstallation> CreateAsync()
    {
        var installation = new TestInstallation(await FakeServer.StartAsync());
        Directory.CreateDirectory(Path.Combine(installation.Home, "state"));
        await File.WriteAllTextAsync(Path.Combine(installation.Home, "api-key"), FakeServer.Key + "\n");
        await File.WriteAllTextAsync(installation.PathOf("p.yaml"), Pipeline);
        await installation.WriteListingAsync();
        return installation;
    }

    public const string Pipeline = """
        name: glyphs
        data: { glyphs: { rows: 900 } }
        train: { model: mlp }
        host: { endpoint: glyphs }
        """;

    public string PathOf(string name) => _folder.Combine(name);

    public async Task WriteListingAsync()
    {
        string[] services = ["broker", "governance", "curation", "training", "optimization", "hosting"];
        var resources = services.Select(name =>
            $$"""
                {"name":"{{name}}","type":"Project","state":"Running","health":"Healthy","pid":{{Environment.ProcessId}},
                 "restarts":0,"exitCode":null,"problem":null,
                 "endpoints": { "http": "{{Server.HttpAddress}}", "grpc": "{{Server.Address}}" } }
                """
        );
        await File.WriteAllTextAsync(
            Path.Combine(Home, "state", "resources.json"),
            $$"""{ "appHostPid": {{Environment.ProcessId}}, "resources": [{{string.Join(',', resources)}}] }"""
        );
    }

    public Task<Outcome> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);

    public async Task<Outcome> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var surroundings = new Surroundings
        {
            Output = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            IsInteractive = IsInteractive,
            Variable = Variables.GetValueOrDefault,
            CurrentDirectory = Folder,
            Time = Time,
        };
        var exitCode = await GreenMlCommand.InvokeAsync(args, surroundings, cancellationToken);
        return new Outcome(exitCode, output.ToString(), error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
