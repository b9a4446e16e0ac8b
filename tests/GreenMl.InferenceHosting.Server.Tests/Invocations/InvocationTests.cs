using System.Net;
using System.Text;
using System.Text.Json;
using GreenMl.Onnx;
using static GreenMl.InferenceHosting.Server.Tests.Requests;

namespace GreenMl.InferenceHosting.Server.Tests.Invocations;

public sealed class InvocationTests
{
    [Fact]
    public async Task Rows_in_json_are_answered_like_the_same_rows_by_grpc()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);
        var rows = SomeRows(2);
        var body = JsonSerializer.Serialize(new { instances = new[] { rows[..16], rows[16..] } });

        var (status, text) = await PostAsync(server, body);

        Assert.Equal(HttpStatusCode.OK, status);
        using var answer = JsonDocument.Parse(text);
        var predictions = answer.RootElement.GetProperty("predictions").EnumerateArray().ToArray();
        Assert.Equal(2, predictions.Length);
        var expected = (await server.Client.ModelInferAsync(ARequest(rows: 2))).Elements<float>();
        Assert.Equal(expected, predictions.SelectMany(row => row.EnumerateArray().Select(x => x.GetSingle())));
    }

    [Theory]
    [InlineData("INT8", ElementType.Int8, "[[-128,127],[0,1]]")]
    [InlineData("UINT64", ElementType.UInt64, "[[18446744073709551615,0]]")]
    [InlineData("INT64", ElementType.Int64, "[[-9223372036854775808,1]]")]
    [InlineData("BOOL", ElementType.Bool, "[[true,false]]")]
    [InlineData("FP16", ElementType.Float16, "[[0.5,-2]]")]
    [InlineData("BF16", ElementType.BFloat16, "[[0.5,-2]]")]
    [InlineData("FP32", ElementType.Float32, "[[0.1,-2]]")]
    [InlineData("FP64", ElementType.Float64, "[[0.1,1E+300]]")]
    public async Task Every_numeric_datatype_goes_through_json(string datatype, ElementType type, string rows)
    {
        await using var server = await RunningServer.StartAsync(folder =>
            TestBundles.SaveIdentityAsync(folder, datatype, type)
        );

        var (_, text) = await PostAsync(server, $$"""{"ignored": {"a": [1]}, "instances": {{rows}}}""");

        Assert.Equal($$"""{"predictions":{{rows}}}""", text);
    }

    [Theory]
    [InlineData("", "no valid JSON")]
    [InlineData("{\"instances\": [[1", "no valid JSON")]
    [InlineData("[1]", "no object")]
    [InlineData("{}", "instances: it is missing")]
    [InlineData("{\"instances\": 5}", "instances: it is no array")]
    [InlineData("{\"instances\": []}", "0 rows but must have 1 to 8")]
    [InlineData("{\"instances\": [1,2,3,4,5,6,7,8,9]}", "9 rows but must have 1 to 8")]
    [InlineData("{\"instances\": [[1,2]]}", "instances[0]: it has 2 numbers but a row has 16")]
    [InlineData("{\"instances\": [[1,\"x\"]]}", "instances[0][1]: the value is no FP32")]
    public async Task Bad_json_is_refused_with_field_and_rule(string body, string because)
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);

        var (status, text) = await PostAsync(server, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(because, JsonDocument.Parse(text).RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_model_with_two_inputs_sends_the_caller_to_grpc()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveSumAndDifferenceAsync);

        var (status, text) = await PostAsync(server, """{"instances": [[1, 2]]}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("ModelInfer by gRPC", text);
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);

        using var response = await server.Http.PostAsync(
            "/invocations",
            new StringContent("1,2", Encoding.UTF8, "text/csv")
        );

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        await using var server = await RunningServer.StartAsync(
            TestBundles.SaveMlpAsync,
            "--Server:MaxMessageBytes",
            "1024"
        );

        var (status, text) = await PostAsync(server, $$"""{"instances": ["{{new string('x', 2000)}}"]}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("Server:MaxMessageBytes", text);
    }

    [Fact]
    public async Task Metrics_count_what_was_served()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);
        await server.Client.ModelInferAsync(ARequest(rows: 3));

        var text = await server.Http.GetStringAsync("/metrics");

        Assert.Contains(
            $"greenml_inference_rows_total{{model=\"mlp\",version=\"{server.Bundle.Manifest.Version}\"}} 3\n",
            text
        );
        Assert.Contains("outcome=\"success\"} 1\n", text);
        Assert.Matches("(?m)^greenml_inference_cpu_seconds_total\\{.*\\} [0-9.E-]+$", text);
        Assert.Contains("# TYPE process_cpu_seconds_total counter\n", text);
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(RunningServer server, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await server.Http.PostAsync("/invocations", content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
