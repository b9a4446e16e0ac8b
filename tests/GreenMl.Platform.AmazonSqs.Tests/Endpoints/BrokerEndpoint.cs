namespace GreenMl.Platform.AmazonSqs.Tests.Endpoints;

/// <summary>GreenMl's own broker on a database file of its own.</summary>
public sealed class BrokerEndpoint : ServiceEndpoint
{
    private const string Project = "GreenMl.Platform.Broker";

    private readonly string _folder = Directory.CreateTempSubdirectory("greenml-test-").FullName;

    protected override IReadOnlyList<string> Command =>
        [
            "dotnet",
            // The tests' own output folder is artifacts/bin/<project>/<configuration>.
            Path.GetFullPath(
                Path.Combine(AppContext.BaseDirectory, "..", "..", Project, Configuration, $"{Project}.dll")
            ),
            $"--Broker:DatabasePath={Path.Combine(_folder, "broker.db")}",
            $"--Kestrel:Endpoints:http:Url={Url}",
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information",
        ];

    protected override string ReadyMark => "Now listening on";

    private static string Configuration =>
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
