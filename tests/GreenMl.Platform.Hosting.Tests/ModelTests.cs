using System.Net;
using System.Net.Sockets;
using GreenMl.Platform.Hosting.Orchestration;

namespace GreenMl.Platform.Hosting.Tests;

public sealed class ModelTests
{
    private readonly DistributedApplicationBuilder _builder = new([], Path.GetTempPath());

    [Fact]
    public async Task A_fixed_port_in_use_is_named_with_who_asks_for_it_and_the_remedy()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var application = new TestApplication("--DcpPublisher:RandomizePorts=false");
        application
            .Builder.AddExecutable("shop", "/bin/sh", ".", "-c", "exit 0")
            .WithEndpoint("web", endpoint => (endpoint.UriScheme, endpoint.Port) = ("http", port));

        var problem = await Assert.ThrowsAsync<DistributedApplicationException>(application.StartAsync);

        Assert.Contains(
            $"Port {port}, asked for by endpoint 'web' of 'shop', is in use",
            problem.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("--DcpPublisher:RandomizePorts=true", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_endpoints_cannot_ask_for_one_port()
    {
        var one = _builder.AddExecutable("one", "run", ".").WithHttpEndpoint(port: 5999);
        var two = _builder.AddExecutable("two", "run", ".").WithHttpEndpoint(targetPort: 5999);

        var problem = Assert.Throws<DistributedApplicationException>(() =>
            PortAllocation.Allocate([one.Resource, two.Resource], randomize: false)
        );

        Assert.Contains(
            "Port 5999 is asked for by endpoint 'http' of 'one' and endpoint 'http' of 'two'",
            problem.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Free_ports_differ_and_replace_fixed_ones_when_asked_to()
    {
        var resources = Enumerable
            .Range(1, 20)
            .Select(number => _builder.AddExecutable($"r{number}", "run", ".").WithHttpEndpoint(port: 5999))
            .ToArray();

        PortAllocation.Allocate([.. resources.Select(resource => resource.Resource)], randomize: true);

        var ports = resources.Select(resource => resource.GetEndpoint("http").Port).ToArray();
        Assert.Equal(ports.Length, ports.Distinct().Count());
        Assert.DoesNotContain(5999, ports);
    }

    [Fact]
    public void An_endpoint_that_needs_a_proxy_is_refused()
    {
        var program = _builder.AddExecutable("program", "run", ".").WithHttpEndpoint(port: 80, targetPort: 8080);

        var problem = Assert.Throws<DistributedApplicationException>(() =>
            PortAllocation.Allocate([program.Resource], randomize: false)
        );

        Assert.Contains("asks for a proxy (port 80, target port 8080)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_missing_parameter_is_named_with_the_command_that_sets_it()
    {
        await using var application = new TestApplication();
        application.Builder.AddParameter("api-key", secret: true);
        application.Builder.AddParameter("region");

        var problem = await Assert.ThrowsAsync<DistributedApplicationException>(application.StartAsync);

        Assert.Contains(
            "dotnet user-secrets set \"Parameters:api-key\" <value> --project",
            problem.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("Parameters__api_key=<value>", problem.Message, StringComparison.Ordinal);
        Assert.Contains("Parameter 'region' has no value", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Parameters:api-key=exact")]
    [InlineData("--Parameters:api_key=exact")]
    public void A_parameter_is_read_by_its_name_or_with_underscores(string argument)
    {
        var builder = new DistributedApplicationBuilder([argument], Path.GetTempPath());

        Assert.Equal("exact", builder.AddParameter("api-key").Resource.ResolvedValue);
    }

    [Fact]
    public void A_secret_cannot_be_published()
    {
        Assert.Throws<ArgumentException>(() =>
            _builder.AddParameter("key", () => "value", publishValueAsDefault: true, secret: true)
        );
    }

    [Theory]
    [InlineData("two--dashes")]
    [InlineData("1st")]
    [InlineData("with space")]
    [InlineData("")]
    public void A_malformed_name_is_refused(string name)
    {
        var problem = Assert.Throws<DistributedApplicationException>(() => _builder.AddParameter(name));

        Assert.Contains($"'{name}' is malformed", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_given_once()
    {
        _builder.AddParameter("name");

        var problem = Assert.Throws<DistributedApplicationException>(() => _builder.AddParameter("NAME"));

        Assert.Contains("'NAME' is taken", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resources_that_wait_for_each_other_are_refused()
    {
        var one = _builder.AddExecutable("one", "run", ".");
        var two = _builder.AddExecutable("two", "run", ".").WaitFor(one);
        one.WaitFor(two);

        var problem = Assert.Throws<DistributedApplicationException>(() =>
            WaitOrder.ThrowIfCyclic([one.Resource, two.Resource])
        );

        Assert.Contains("one -> two -> one", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diamond_of_waits_is_fine()
    {
        var top = _builder.AddExecutable("top", "run", ".");
        var left = _builder.AddExecutable("left", "run", ".").WaitFor(top);
        var right = _builder.AddExecutable("right", "run", ".").WaitFor(top);
        var bottom = _builder.AddExecutable("bottom", "run", ".").WaitFor(left).WaitFor(right);

        WaitOrder.ThrowIfCyclic([top.Resource, left.Resource, right.Resource, bottom.Resource]);

        Assert.Equal(["left", "right"], WaitOrder.DependenciesOf(bottom.Resource).Select(resource => resource.Name));
    }

    [Fact]
    public async Task A_health_check_on_an_endpoint_that_does_not_exist_fails_the_start()
    {
        await using var application = new TestApplication();
        application
            .Builder.AddProject<Projects.GreenMl_Hosting_Fixture_Service>("service")
            .WithHttpHealthCheck("/health", endpointName: "admin");

        var problem = await Assert.ThrowsAsync<DistributedApplicationException>(application.StartAsync);

        Assert.Contains(
            "'service' has no endpoint named 'admin'; it has grpc, http",
            problem.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_option_out_of_range_fails_the_start()
    {
        await using var application = new TestApplication("--GreenMl:Orchestrator:StartAttempts=0");

        var problem = await Assert.ThrowsAnyAsync<Exception>(application.StartAsync);

        Assert.Contains("StartAttempts", problem.Message, StringComparison.Ordinal);
    }
}
