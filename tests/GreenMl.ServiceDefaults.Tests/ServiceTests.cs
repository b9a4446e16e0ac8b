using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Google.Rpc;
using GreenMl.Contracts.Hosting.V1;
using Grpc.Core;
using Grpc.Health.V1;

namespace GreenMl.ServiceDefaults.Tests;

public sealed class ServiceTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Health_is_open_to_all(string path)
    {
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(service.HttpAddress + path))).StatusCode);
    }

    [Fact]
    public async Task The_health_of_grpc_is_open_to_all()
    {
        using var channel = service.Channel();
        var answer = await new Health.HealthClient(channel).CheckAsync(new());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Without_the_key_a_grpc_call_learns_how_to_get_it(string? key)
    {
        using var channel = service.Channel();
        var headers = key is null ? [] : service.Headers(key);
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Endpoints.EndpointsClient(channel).GetEndpointAsync(new() { Name = "good" }, headers)
        );
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        Assert.Contains("authorization: Bearer", refusal.Status.Detail);
        Assert.Contains("api-key", refusal.Status.Detail);
    }

    [Fact]
    public async Task Without_the_key_an_http_call_gets_401_as_json()
    {
        using var client = new HttpClient();
        var answer = await client.GetAsync(new Uri($"{service.HttpAddress}/v1/endpoints/good"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("api-key", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_same_api_answers_json()
    {
        using var answer = await GetAsync("/v1/endpoints/good");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("good", json.RootElement.GetProperty("endpoint").GetProperty("name").GetString());
    }

    [Fact]
    public async Task What_is_missing_is_404_in_json_and_not_found_in_grpc()
    {
        using var answer = await GetAsync("/v1/endpoints/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var error = await CallAsync("nowhere");
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("nowhere", error.GetRpcStatus()!.GetDetail<ResourceInfo>().ResourceName);
    }

    [Fact]
    public async Task Every_violation_of_a_request_arrives_with_its_field()
    {
        using var channel = service.Channel();
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Endpoints.EndpointsClient(channel).CreateEndpointAsync(new(), service.Headers())
        );
        var fields = refusal
            .GetRpcStatus()!
            .GetDetail<BadRequest>()
            .FieldViolations.Select(violation => violation.Field);
        Assert.Equal(["spec.name", "spec"], fields);
    }

    [Fact]
    public async Task An_unexpected_fault_tells_its_trace_and_nothing_of_its_inside()
    {
        var error = await CallAsync("broken");
        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.DoesNotContain("secret detail", error.Status.Detail);
        Assert.NotEmpty(error.GetRpcStatus()!.GetDetail<RequestInfo>().RequestId);
    }

    [Fact]
    public async Task The_api_is_described()
    {
        using var answer = await GetAsync("/openapi/v1.json");
        Assert.Contains("/v1/endpoints/{name}", await answer.Content.ReadAsStringAsync());
    }

    private async Task<RpcException> CallAsync(string name)
    {
        using var channel = service.Channel();
        return await Assert.ThrowsAsync<RpcException>(async () =>
            await new Endpoints.EndpointsClient(channel).GetEndpointAsync(new() { Name = name }, service.Headers())
        );
    }

    private async Task<HttpResponseMessage> GetAsync(string path)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", service.Key);
        return await client.GetAsync(new Uri(service.HttpAddress + path));
    }
}
