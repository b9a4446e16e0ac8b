using System.Text.Json;
using GreenMl.Testing;
using static GreenMl.InferenceHosting.Server.Tests.Requests;

namespace GreenMl.InferenceHosting.Server.Tests.Inference;

public sealed class NodeClientTests
{
    [RequiresCommandFact("node", "npm")]
    public async Task A_node_client_with_only_the_published_protos_gets_the_same_answer()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);
        var request = ARequest();
        request.RawInputContents[0] = Raw<float>([.. Enumerable.Range(0, 16).Select(i => (float)i)]);
        var expected = (await server.Client.ModelInferAsync(request)).Elements<float>();

        var address = new Uri(server.GrpcAddress).Authority;
        var output = await NodeClient.RunAsync("model-infer.mjs", NodeClient.Protos, address, "mlp");

        using var answer = JsonDocument.Parse(output);
        Assert.Equal(server.Bundle.Manifest.Version, answer.RootElement.GetProperty("version").GetString());
        Assert.Equal(expected, ReadFloats(answer, "typed"));
        Assert.Equal(expected, ReadFloats(answer, "raw"));
        var refused = answer.RootElement.GetProperty("refused");
        Assert.Equal("INVALID_ARGUMENT", refused.GetProperty("code").GetString());
        Assert.Contains("'input' FP32 [-1, 16] missing", refused.GetProperty("details").GetString());
    }

    private static IEnumerable<float> ReadFloats(JsonDocument answer, string property) =>
        answer.RootElement.GetProperty(property).EnumerateArray().Select(number => number.GetSingle());
}
