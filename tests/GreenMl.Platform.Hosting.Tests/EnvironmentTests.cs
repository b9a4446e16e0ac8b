using GreenMl.Platform.Hosting.Orchestration;
using GreenMl.Testing;

namespace GreenMl.Platform.Hosting.Tests;

public sealed class EnvironmentTests
{
    [Fact]
    public async Task A_project_runs_in_its_folder_with_its_arguments_and_Aspires_variables()
    {
        await using var application = new TestApplication();
        var parameter = application.Builder.AddParameter("a-value", () => "from a parameter");
        var other = application.AddService("order-book");
        var service = application
            .AddService("service")
            .WithReference(other)
            .WithArgs("--one", "two words")
            .WithEnvironment("PLAIN", "text")
            .WithEnvironment("FROM_PARAMETER", parameter)
            .WithEnvironment("FROM_ENDPOINT", other.GetEndpoint("grpc"));
        await application.StartAsync();
        await application.UntilHealthyAsync("service");

        var variables = await application.GetAsync<Dictionary<string, string>>(service, "/environment");

        Assert.Equal(service.GetEndpoint("http").Url, variables["Kestrel__Endpoints__http__Url"]);
        Assert.Equal(service.GetEndpoint("grpc").Url, variables["Kestrel__Endpoints__grpc__Url"]);
        Assert.Equal(other.GetEndpoint("http").Url, variables["services__order-book__http__0"]);
        Assert.Equal(other.GetEndpoint("grpc").Url, variables["services__order-book__grpc__0"]);
        Assert.Equal(other.GetEndpoint("http").Url, variables["ORDER_BOOK_HTTP"]);
        Assert.Equal(other.GetEndpoint("grpc").Url, variables["ORDER_BOOK_GRPC"]);
        Assert.Equal(other.GetEndpoint("grpc").Url, variables["FROM_ENDPOINT"]);
        Assert.Equal("from a parameter", variables["FROM_PARAMETER"]);
        Assert.Equal("text", variables["PLAIN"]);
        Assert.Equal("simple", variables["LOGGING__CONSOLE__FORMATTERNAME"]);
        Assert.Equal("service", variables["OTEL_SERVICE_NAME"]);
        Assert.Equal("1", variables["GREENML_STOP_ON_STDIN_EOF"]);
        Assert.DoesNotContain("ASPNETCORE_URLS", variables.Keys);
        Assert.DoesNotContain("ASPNETCORE_ENVIRONMENT", variables.Keys);
        Assert.Equal(["--one", "two words"], await application.GetAsync<string[]>(service, "/arguments"));
        Assert.Equal(
            Path.Combine(Repository.Root, "tests/GreenMl.Platform.Hosting.Tests/fixtures/Service"),
            await application.GetAsync<string>(service, "/folder")
        );
    }

    [Fact]
    public void Without_Kestrel_endpoints_the_launch_profile_gives_endpoints_and_variables()
    {
        using var project = new ProjectFolder(
            launchSettings: """
            {
              "profiles": {
                "IIS Express": { "commandName": "IISExpress" },
                "https": { "commandName": "Project", "applicationUrl": "https://localhost:7001;http://localhost:5001" },
                "http": {
                  "commandName": "Project",
                  "applicationUrl": "http://localhost:5001;http://localhost:5002",
                  "environmentVariables": { "ASPNETCORE_ENVIRONMENT": "Development" }
                }
              }
            }
            """
        );

        var variables = project.VariablesWithProfile("http");

        Assert.Equal("http://localhost:5001;http://localhost:5002", variables["ASPNETCORE_URLS"]);
        Assert.Equal("http", variables["DOTNET_LAUNCH_PROFILE"]);
        Assert.Equal("Development", variables["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal(["http", "http2"], project.Endpoints.Select(endpoint => endpoint.Name));
    }

    [Fact]
    public void The_first_profile_that_runs_the_project_is_the_default()
    {
        using var project = new ProjectFolder(
            launchSettings: """
            {
              "profiles": {
                "https": { "commandName": "Project", "applicationUrl": "https://localhost:7001;http://localhost:5001" }
              }
            }
            """
        );

        var variables = project.VariablesWithProfile("http");

        Assert.Equal("https", variables["DOTNET_LAUNCH_PROFILE"]);
        Assert.Equal("7001", variables["ASPNETCORE_HTTPS_PORT"]);
        Assert.Equal(["https", "http"], project.Endpoints.Select(endpoint => endpoint.Name));
    }

    [Fact]
    public void Kestrel_endpoints_win_over_the_launch_profile_and_the_only_one_is_named_by_its_scheme()
    {
        using var project = new ProjectFolder(
            appSettings: """{ "Kestrel": { "Endpoints": { "Web": { "Url": "http://*:5003", "Protocols": "Http2" } } } }""",
            launchSettings: """
            { "profiles": { "http": { "commandName": "Project", "applicationUrl": "http://localhost:5001" } } }
            """
        );

        var variables = project.VariablesWithProfile(name: null);

        var endpoint = Assert.Single(project.Endpoints);
        Assert.Equal(
            ("http", "http2", "http://localhost:5003"),
            (endpoint.Name, endpoint.Transport, endpoint.ClientUrl)
        );
        Assert.Equal("http://*:5003", variables["Kestrel__Endpoints__Web__Url"]);
        Assert.DoesNotContain("ASPNETCORE_URLS", variables.Keys);
    }

    [Fact]
    public void A_project_with_neither_has_no_endpoints()
    {
        using var project = new ProjectFolder();

        Assert.DoesNotContain("ASPNETCORE_URLS", project.VariablesWithProfile(name: null).Keys);
        Assert.Empty(project.Endpoints);
    }

    [Fact]
    public void Launch_settings_that_are_no_JSON_are_named()
    {
        using var project = new ProjectFolder(launchSettings: "{ profiles");

        var problem = Assert.Throws<DistributedApplicationException>(() => project.VariablesWithProfile(name: null));

        Assert.Contains("launchSettings.json is not valid JSON", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_is_told_its_port_through_the_variable_that_it_reads()
    {
        using var folder = new TemporaryDirectory();
        var builder = new DistributedApplicationBuilder([], folder.Path);
        var program = builder
            .AddExecutable("program", "run", "sub", "one")
            .WithHttpEndpoint(env: "PORT")
            .WithArgs("two");
        PortAllocation.Allocate([program.Resource], randomize: false);

        var spec = ProcessSpec.For(program.Resource);

        Assert.Equal(("run", folder.Combine("sub")), (spec.Command, spec.WorkingDirectory));
        Assert.Equal(["one", "two"], spec.Arguments);
        Assert.Equal($"{program.GetEndpoint("http").Port}", spec.Environment["PORT"]);
    }

    /// <summary>A project's folder with settings, as <see cref="ProjectDefaults"/> reads it.</summary>
    private sealed class ProjectFolder : IDisposable
    {
        private readonly TemporaryDirectory _folder = new();
        private readonly ProjectResource _resource = new("project");

        public ProjectFolder(string? appSettings = null, string? launchSettings = null)
        {
            Directory.CreateDirectory(_folder.Combine("Properties"));
            Write("appsettings.json", appSettings);
            Write("Properties/launchSettings.json", launchSettings);
        }

        public IEnumerable<EndpointAnnotation> Endpoints => _resource.Endpoints();

        public Dictionary<string, string> VariablesWithProfile(string? name)
        {
            ProjectDefaults.Read(_folder.Combine("Project.csproj"), name).ApplyTo(_resource);
            foreach (var endpoint in Endpoints)
            {
                endpoint.AllocatedPort = endpoint.Port;
            }

            var variables = new Dictionary<string, string>(StringComparer.Ordinal);
            Assert.Single(_resource.Annotations.OfType<EnvironmentAnnotation>()).Apply(variables);
            return variables;
        }

        public void Dispose() => _folder.Dispose();

        private void Write(string path, string? text)
        {
            if (text is not null)
            {
                File.WriteAllText(_folder.Combine(path), text);
            }
        }
    }
}
