using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using GreenMl.Bundles;
using GreenMl.Contracts.Inference;
using GreenMl.Onnx;
using Microsoft.ML.OnnxRuntime;
using static GreenMl.InferenceHosting.Server.Tests.Requests;

namespace GreenMl.InferenceHosting.Server.Tests.Inference;

public sealed class ModelInferTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Raw_rows_are_answered_as_onnx_runtime_answers_them_in_process(int rows)
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);

        var response = await server.Client.ModelInferAsync(ARequest(rows));

        Assert.Equal(RunInProcess(server.Bundle, SomeRows(rows), rows), response.Elements<float>());
        var output = Assert.Single(response.Outputs);
        Assert.Equal(("logits", "FP32"), (output.Name, output.Datatype));
        Assert.Equal([rows, 3], output.Shape);
        Assert.Equal("mlp", response.ModelName);
        Assert.Equal(server.Bundle.Manifest.Version, response.ModelVersion);
        Assert.Equal("request-1", response.Id);
    }

    [Fact]
    public async Task Typed_contents_give_the_same_answer_as_raw_ones()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);
        var typed = ARequest(rows: 2);
        typed.RawInputContents.Clear();
        typed.Inputs[0].Contents = new InferTensorContents { Fp32Contents = { SomeRows(2) } };

        var fromTyped = await server.Client.ModelInferAsync(typed);

        var fromRaw = await server.Client.ModelInferAsync(ARequest(rows: 2));
        Assert.Equal(fromRaw.Elements<float>(), fromTyped.Elements<float>());
    }

    [Fact]
    public async Task The_version_may_be_named()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);
        var request = ARequest();
        request.ModelVersion = server.Bundle.Manifest.Version;

        var response = await server.Client.ModelInferAsync(request);

        Assert.Equal(3, response.Elements<float>().Length);
    }

    [Fact]
    public async Task Inputs_may_come_in_any_order_and_outputs_in_the_order_asked()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveSumAndDifferenceAsync);
        var request = new ModelInferRequest
        {
            ModelName = "sums",
            Inputs = { AnInput("b", "FP32", 1, 2), AnInput("a", "FP32", 1, 2) },
            RawInputContents = { Raw<float>([1, 2]), Raw<float>([10, 20]) },
            Outputs = { AnOutput("difference"), AnOutput("sum") },
        };

        var response = await server.Client.ModelInferAsync(request);

        Assert.Equal(["difference", "sum"], response.Outputs.Select(output => output.Name));
        Assert.Equal([9f, 18f], response.Elements<float>(0));
        Assert.Equal([11f, 22f], response.Elements<float>(1));
    }

    [Fact]
    public async Task Only_the_outputs_asked_for_are_returned()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveSumAndDifferenceAsync);
        var request = new ModelInferRequest
        {
            ModelName = "sums",
            Inputs = { AnInput("a", "FP32", 1, 2), AnInput("b", "FP32", 1, 2) },
            RawInputContents = { Raw<float>([1, 2]), Raw<float>([3, 4]) },
            Outputs = { AnOutput("sum") },
        };

        var response = await server.Client.ModelInferAsync(request);

        Assert.Equal("sum", Assert.Single(response.Outputs).Name);
        Assert.Equal([4f, 6f], response.Elements<float>());
    }

    public static TheoryData<string, ElementType, int> Datatypes =>
        new()
        {
            { "BOOL", ElementType.Bool, 1 },
            { "UINT8", ElementType.UInt8, 1 },
            { "UINT16", ElementType.UInt16, 2 },
            { "UINT32", ElementType.UInt32, 4 },
            { "UINT64", ElementType.UInt64, 8 },
            { "INT8", ElementType.Int8, 1 },
            { "INT16", ElementType.Int16, 2 },
            { "INT32", ElementType.Int32, 4 },
            { "INT64", ElementType.Int64, 8 },
            { "FP16", ElementType.Float16, 2 },
            { "BF16", ElementType.BFloat16, 2 },
            { "FP32", ElementType.Float32, 4 },
            { "FP64", ElementType.Float64, 8 },
        };

    [Theory]
    [MemberData(nameof(Datatypes))]
    public async Task Every_datatype_travels_raw_without_a_change(string datatype, ElementType type, int elementBytes)
    {
        await using var server = await RunningServer.StartAsync(folder =>
            TestBundles.SaveIdentityAsync(folder, datatype, type)
        );
        // Values 0 and 1 in each byte: valid as any datatype.
        var bytes = Enumerable.Range(0, 3 * 2 * elementBytes).Select(i => (byte)(i % 3 == 0 ? 1 : 0)).ToArray();

        var response = await server.Client.ModelInferAsync(
            new ModelInferRequest
            {
                ModelName = "identity",
                Inputs = { AnInput("x", datatype, 3, 2) },
                RawInputContents = { ByteString.CopyFrom(bytes) },
            }
        );

        Assert.Equal(datatype, response.Outputs[0].Datatype);
        Assert.Equal(bytes, response.RawOutputContents[0].ToByteArray());
    }

    public static TheoryData<string, ElementType, string, string> TypedValues =>
        new()
        {
            { "BOOL", ElementType.Bool, """{"boolContents":[true,false]}""", "0100" },
            { "UINT8", ElementType.UInt8, """{"uintContents":[255,1]}""", "FF01" },
            { "UINT16", ElementType.UInt16, """{"uintContents":[65535,1]}""", "FFFF0100" },
            { "UINT32", ElementType.UInt32, """{"uintContents":[4294967295,1]}""", "FFFFFFFF01000000" },
            {
                "UINT64",
                ElementType.UInt64,
                """{"uint64Contents":["18446744073709551615","0"]}""",
                "FFFFFFFFFFFFFFFF" + "0000000000000000"
            },
            { "INT8", ElementType.Int8, """{"intContents":[-128,127]}""", "807F" },
            { "INT16", ElementType.Int16, """{"intContents":[-2,1]}""", "FEFF0100" },
            { "INT32", ElementType.Int32, """{"intContents":[-2,1]}""", "FEFFFFFF01000000" },
            { "INT64", ElementType.Int64, """{"int64Contents":["-2","1"]}""", "FEFFFFFFFFFFFFFF" + "0100000000000000" },
            { "FP32", ElementType.Float32, """{"fp32Contents":[1,-2]}""", "0000803F000000C0" },
            { "FP64", ElementType.Float64, """{"fp64Contents":[1,-2]}""", "000000000000F03F" + "00000000000000C0" },
            { "BYTES", ElementType.String, """{"bytesContents":["aGk=",""]}""", "020000006869" + "00000000" },
        };

    [Theory]
    [MemberData(nameof(TypedValues))]
    public async Task Every_datatype_with_a_typed_form_can_be_sent_in_it(
        string datatype,
        ElementType type,
        string contents,
        string expectedHex
    )
    {
        await using var server = await RunningServer.StartAsync(folder =>
            TestBundles.SaveIdentityAsync(folder, datatype, type)
        );
        var input = AnInput("x", datatype, 1, 2);
        input.Contents = InferTensorContents.Parser.ParseJson(contents);

        var response = await server.Client.ModelInferAsync(
            new ModelInferRequest { ModelName = "identity", Inputs = { input } }
        );

        Assert.Equal(expectedHex, Convert.ToHexString(response.RawOutputContents[0].Span));
    }

    [Fact]
    public async Task Strings_travel_raw_with_their_lengths()
    {
        await using var server = await RunningServer.StartAsync(folder =>
            TestBundles.SaveIdentityAsync(folder, "BYTES", ElementType.String)
        );
        byte[] raw = [.. RawText("grün"), .. RawText("")];

        var response = await server.Client.ModelInferAsync(
            new ModelInferRequest
            {
                ModelName = "identity",
                Inputs = { AnInput("x", "BYTES", 1, 2) },
                RawInputContents = { ByteString.CopyFrom(raw) },
            }
        );

        Assert.Equal("BYTES", response.Outputs[0].Datatype);
        Assert.Equal(raw, response.RawOutputContents[0].ToByteArray());
    }

    [Fact]
    public async Task Many_concurrent_calls_each_get_their_own_answer()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);

        var calls = Enumerable
            .Range(0, 48)
            .Select(async seed =>
            {
                var rows = 1 + seed % 8;
                var response = await server.Client.ModelInferAsync(ARequest(rows, seed));
                Assert.Equal($"request-{seed}", response.Id);
                Assert.Equal(RunInProcess(server.Bundle, SomeRows(rows, seed), rows), response.Elements<float>());
            });

        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task A_message_of_many_transport_segments_is_read_whole()
    {
        await using var server = await RunningServer.StartAsync(folder =>
            TestBundles.SaveIdentityAsync(folder, "BYTES", ElementType.String)
        );
        byte[] raw = [.. RawText(new string('x', 3_000_000)), .. RawText(new string('y', 2_500_000))];

        var response = await server.Client.ModelInferAsync(
            new ModelInferRequest
            {
                ModelName = "identity",
                Inputs = { AnInput("x", "BYTES", 1, 2) },
                RawInputContents = { ByteString.CopyFrom(raw) },
            }
        );

        Assert.True(raw.AsSpan().SequenceEqual(response.RawOutputContents[0].Span));
    }

    private static ModelInferRequest.Types.InferRequestedOutputTensor AnOutput(string name) => new() { Name = name };

    private static byte[] RawText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var raw = new byte[4 + bytes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(raw, bytes.Length);
        bytes.CopyTo(raw, 4);
        return raw;
    }

    private static float[] RunInProcess(ModelBundle bundle, float[] rows, int count)
    {
        using var settings = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(bundle.ModelPath, settings);
        using var input = OrtValue.CreateTensorValueFromMemory(rows, [count, 16]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, ["input"], [input], ["logits"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
