using Google.Protobuf;
using Google.Rpc;
using GreenMl.Contracts.Inference;
using GreenMl.Onnx;
using Grpc.Core;
using static GreenMl.InferenceHosting.Server.Tests.Requests;

namespace GreenMl.InferenceHosting.Server.Tests.Inference;

public sealed class BadRequestTests(BadRequestTests.Servers servers) : IClassFixture<BadRequestTests.Servers>
{
    public static TheoryData<string, string[]> BrokenRequests =>
        new()
        {
            { """{"inputs": []}""", ["inputs", "'input' FP32 [-1, 16] missing"] },
            { """{"inputs": [{"name": "imput"}]}""", ["inputs", "'input' FP32 [-1, 16] missing"] },
            {
                """{"inputs": [{"name": "input", "datatype": "FP64"}]}""",
                ["inputs[0].datatype", "'FP64'", "takes FP32"]
            },
            {
                """{"inputs": [{"name": "input", "datatype": "FP32", "shape": [1]}]}""",
                ["inputs[0].shape", "[1]", "[-1, 16]"]
            },
            { """{"inputs": [{"name": "input", "datatype": "FP32", "shape": [1, 15]}]}""", ["[1, 15]", "[-1, 16]"] },
            { """{"inputs": [{"name": "input", "datatype": "FP32", "shape": [0, 16]}]}""", ["[0, 16]", "above 0"] },
            { """{"inputs": [{"name": "input", "datatype": "FP32", "shape": [-1, 16]}]}""", ["[-1, 16]", "above 0"] },
            {
                """{"inputs": [{"name": "input", "datatype": "FP32", "shape": [9, 16]}]}""",
                ["inputs[0].shape[0]", "9", "at most 8 rows", "split"]
            },
            {
                """{"inputs": [{"name": "input", "datatype": "FP32", "shape": [1, 16]}]}""",
                ["inputs[0].contents.fp32_contents", "0 elements", "16"]
            },
            {
                """{"inputs": [{"name": "input", "datatype": "FP32", "shape": [1, 16], "contents": {"fp64Contents": [1]}}]}""",
                ["inputs[0].contents.fp64_contents", "fp32_contents"]
            },
            {
                """{"inputs": [{"name": "input", "datatype": "FP32", "shape": [1, 16]}, {"name": "other"}]}""",
                ["inputs[0].contents.fp32_contents", "0 elements"]
            },
            {
                """{"inputs": [{"name": "input", "datatype": "FP32", "shape": [1, 16]}], "rawInputContents": ["AAAA"]}""",
                ["raw_input_contents[0]", "3 bytes", "takes 64"]
            },
            {
                """{"inputs": [{"name": "input", "datatype": "FP32", "shape": [1, 16]}], "rawInputContents": ["AAAA", "AAAA"]}""",
                ["raw_input_contents", "2 entries for 1 inputs"]
            },
            {
                """
                    {"inputs": [{"name": "input", "datatype": "FP32", "shape": [1, 16], "contents": {"fp32Contents": [1]}}],
                     "rawInputContents": ["AAAA"]}
                    """,
                ["inputs[0].contents", "one of the two"]
            },
            {
                """{"inputs": [{"name": "input"}], "parameters": {"sequence_id": {"int64Param": "1"}}}""",
                ["parameters.sequence_id", "leave it out"]
            },
            {
                """{"inputs": [{"name": "input", "parameters": {"shared_memory_region": {"stringParam": "x"}}}]}""",
                ["inputs[0].parameters.shared_memory_region"]
            },
        };

    [Theory]
    [MemberData(nameof(BrokenRequests))]
    public async Task A_broken_request_is_refused_with_field_value_and_rule(string json, string[] parts)
    {
        var request = ModelInferRequest.Parser.ParseJson(json);
        request.ModelName = "mlp";

        var error = await servers.Mlp.Client.ModelInferAsync(request).FailsAsync();

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.All(parts, part => Assert.Contains(part, error.Status.Detail));
        var violation = Assert.Single(error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations);
        Assert.StartsWith(violation.Field, error.Status.Detail);
    }

    [Fact]
    public async Task The_server_goes_on_serving_after_bad_requests()
    {
        await servers.Mlp.Client.ModelInferAsync(new ModelInferRequest { ModelName = "mlp" }).FailsAsync();

        var response = await servers.Mlp.Client.ModelInferAsync(ARequest());

        Assert.Equal(3, response.Elements<float>().Length);
    }

    [Theory]
    [InlineData("other", "", "model_name", "'other'", "'mlp'")]
    [InlineData("mlp", "7", "model_version", "'7'", "leave it empty")]
    public async Task An_unknown_model_or_version_is_not_found(string model, string version, params string[] parts)
    {
        var request = ARequest();
        request.ModelName = model;
        request.ModelVersion = version;

        var error = await servers.Mlp.Client.ModelInferAsync(request).FailsAsync();

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.All(parts, part => Assert.Contains(part, error.Status.Detail));
        Assert.Equal("MODEL_NOT_FOUND", error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
    }

    [Fact]
    public async Task An_unknown_output_is_refused_with_the_names_there_are()
    {
        var request = ARequest();
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "scores" });

        var error = await servers.Mlp.Client.ModelInferAsync(request).FailsAsync();

        Assert.Contains("outputs[0].name: it is 'scores' but the model's outputs are 'logits'", error.Status.Detail);
    }

    [Fact]
    public async Task An_unknown_input_beside_the_right_one_is_refused()
    {
        var request = ARequest();
        request.Inputs.Add(AnInput("extra", "FP32", 1, 16));
        request.RawInputContents.Add(request.RawInputContents[0]);

        var error = await servers.Mlp.Client.ModelInferAsync(request).FailsAsync();

        Assert.Contains("inputs[1].name: it is 'extra' but the model's inputs are 'input'", error.Status.Detail);
    }

    [Fact]
    public async Task An_input_sent_twice_is_refused()
    {
        var request = ARequest();
        request.Inputs.Add(request.Inputs[0].Clone());
        request.RawInputContents.Add(request.RawInputContents[0]);

        var error = await servers.Mlp.Client.ModelInferAsync(request).FailsAsync();

        Assert.Contains("inputs[1].name: 'input' was sent before", error.Status.Detail);
    }

    [Fact]
    public async Task Inputs_with_different_numbers_of_rows_are_refused()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveSumAndDifferenceAsync);
        var request = new ModelInferRequest
        {
            ModelName = "sums",
            Inputs = { AnInput("a", "FP32", 1, 2), AnInput("b", "FP32", 2, 2) },
            RawInputContents = { Raw<float>([1, 2]), Raw<float>([1, 2, 3, 4]) },
        };

        var error = await server.Client.ModelInferAsync(request).FailsAsync();

        Assert.Contains("inputs[1].shape[0]: it is 2 but the first input has 1 rows", error.Status.Detail);
    }

    [Theory]
    [InlineData(
        "INT8",
        ElementType.Int8,
        """{"intContents": [1, 128]}""",
        "int_contents[1]: 128 is outside the range of INT8"
    )]
    [InlineData("UINT16", ElementType.UInt16, """{"uintContents": [65536, 1]}""", "uint_contents[0]: 65536 is outside")]
    [InlineData("FP16", ElementType.Float16, """{"fp32Contents": [1, 2]}""", "FP16 has no typed form")]
    [InlineData("BYTES", ElementType.String, """{"bytesContents": ["aGk="]}""", "1 elements but the shape asks for 2")]
    public async Task Typed_values_that_do_not_fit_are_refused(
        string datatype,
        ElementType type,
        string contents,
        string because
    )
    {
        await using var server = await RunningServer.StartAsync(folder =>
            TestBundles.SaveIdentityAsync(folder, datatype, type)
        );
        var input = AnInput("x", datatype, 1, 2);
        input.Contents = InferTensorContents.Parser.ParseJson(contents);
        var request = new ModelInferRequest { ModelName = "identity", Inputs = { input } };

        var error = await server.Client.ModelInferAsync(request).FailsAsync();

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(because, error.Status.Detail);
    }

    [Theory]
    [InlineData("BOOL", ElementType.Bool, "0102", "neither 0 nor 1")]
    [InlineData("BYTES", ElementType.String, "0100000061", "element 1 of 2 breaks off")]
    [InlineData("BYTES", ElementType.String, "FFFFFFFF610000", "element 0 of 2 breaks off")]
    [InlineData("BYTES", ElementType.String, "000000000000000000", "1 bytes follow the last")]
    public async Task Raw_bytes_that_are_no_such_elements_are_refused(
        string datatype,
        ElementType type,
        string hex,
        string because
    )
    {
        await using var server = await RunningServer.StartAsync(folder =>
            TestBundles.SaveIdentityAsync(folder, datatype, type)
        );
        var request = new ModelInferRequest
        {
            ModelName = "identity",
            Inputs = { AnInput("x", datatype, 1, 2) },
            RawInputContents = { ByteString.CopyFrom(Convert.FromHexString(hex)) },
        };

        var error = await server.Client.ModelInferAsync(request).FailsAsync();

        Assert.Contains(because, error.Status.Detail);
    }

    [Fact]
    public async Task Values_that_the_model_refuses_are_the_callers_error()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveLookupAsync);

        var error = await server.Client.ModelInferAsync(Lookup(4)).FailsAsync();

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("the model failed", error.Status.Detail);
        var response = await server.Client.ModelInferAsync(Lookup(3));
        Assert.Equal([13f], response.Elements<float>());
    }

    [Fact]
    public async Task A_model_of_fixed_shape_takes_exactly_that()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveLookupAsync);
        var request = Lookup(1);
        request.Inputs[0].Shape[0] = 2;

        var error = await server.Client.ModelInferAsync(request).FailsAsync();

        Assert.Contains("inputs[0].shape: it is [2] but input 'index' INT64 [1]", error.Status.Detail);
    }

    [Theory]
    [InlineData("FF")] // breaks off in a tag
    [InlineData("3AFFFFFFFF07")] // raw tensor longer than the message
    [InlineData("0AFF")] // breaks off in a length
    [InlineData("0B")] // a wire type that proto3 lacks
    [InlineData("2A020AFF")] // an input that breaks off
    public async Task Bytes_that_are_no_request_are_refused(string hex)
    {
        var bytes = Marshallers.Create<byte[]>(message => message, message => message);
        var method = new Method<byte[], byte[]>(
            MethodType.Unary,
            "inference.GRPCInferenceService",
            "ModelInfer",
            bytes,
            bytes
        );

        var error = await servers
            .Mlp.Channel.CreateCallInvoker()
            .AsyncUnaryCall(method, null, new CallOptions(), Convert.FromHexString(hex))
            .FailsAsync();

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("no inference.ModelInferRequest", error.Status.Detail);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_refused()
    {
        await using var server = await RunningServer.StartAsync(
            TestBundles.SaveMlpAsync,
            "--Server:MaxMessageBytes",
            "1024"
        );
        var request = ARequest();
        request.Id = new string('x', 1024);

        var error = await server.Client.ModelInferAsync(request).FailsAsync();

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    [Fact]
    public async Task A_method_of_the_protocol_that_is_not_offered_is_unimplemented()
    {
        var empty = Marshallers.Create<byte[]>(message => message, message => message);
        var method = new Method<byte[], byte[]>(
            MethodType.Unary,
            "inference.GRPCInferenceService",
            "RepositoryModelLoad",
            empty,
            empty
        );

        var error = await servers
            .Mlp.Channel.CreateCallInvoker()
            .AsyncUnaryCall(method, null, new CallOptions(), [])
            .FailsAsync();

        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    private static ModelInferRequest Lookup(long index) =>
        new()
        {
            ModelName = "lookup",
            Inputs = { AnInput("index", "INT64", 1) },
            RawInputContents = { Raw<long>([index]) },
        };

    public sealed class Servers : IAsyncLifetime
    {
        private RunningServer? _mlp;

        internal RunningServer Mlp => _mlp!;

        public async Task InitializeAsync() => _mlp = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);

        public async Task DisposeAsync() => await Mlp.DisposeAsync();
    }
}
