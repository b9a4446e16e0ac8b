using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Tests.Protocol;

public sealed class SqsProtocolTests
{
    [Fact]
    public async Task An_error_has_the_json_name_in_the_body_and_the_query_code_in_a_header()
    {
        await using var broker = await TestBroker.StartAsync();

        using var response = await broker.PostSqsAsync("GetQueueUrl", new JsonObject { ["QueueName"] = "missing" });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/x-amz-json-1.0", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            "AWS.SimpleQueueService.NonExistentQueue;Sender",
            Assert.Single(response.Headers.GetValues("x-amzn-query-error"))
        );
        Assert.NotEmpty(Assert.Single(response.Headers.GetValues("x-amzn-RequestId")));
        Assert.Equal(
            """{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}""",
            await response.Content.ReadAsStringAsync()
        );
    }

    [Theory]
    [InlineData("SendMessage", """{}""", "MissingParameter")]
    [InlineData("SendMessage", """{"QueueUrl":7}""", "SerializationException")]
    [InlineData("SendMessage", """[]""", "SerializationException")]
    [InlineData("CreateQueue", """{"QueueName":""}""", "MissingParameter")]
    [InlineData("TagQueue", """{"QueueUrl":"http://x/q"}""", "MissingParameter")]
    [InlineData("ListQueues", """{"NextToken":"%"}""", "InvalidParameterValue")]
    [InlineData("ListQueues", """{"MaxResults":0}""", "InvalidParameterValue")]
    [InlineData("SendMessageBatch", """{"QueueUrl":"http://x/q","Entries":[null]}""", "SerializationException")]
    [InlineData("CreateQueue", """{"QueueName":"q","Attributes":{"Policy":null}}""", "SerializationException")]
    [InlineData("StartMessageMoveTask", """{}""", "InvalidAction")]
    public async Task A_bad_request_is_told_from_a_broken_broker(string operation, string body, string code)
    {
        await using var broker = await TestBroker.StartAsync();

        using var response = await broker.PostSqsAsync(operation, JsonNode.Parse(body)!);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal($"{code};Sender", Assert.Single(response.Headers.GetValues("x-amzn-query-error")));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused()
    {
        await using var broker = await TestBroker.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, broker.Address);
        request.Content = new StringContent("""{"QueueUrl":"http://x/q","MessageBody":"\ud800"}""");
        request.Headers.Add("X-Amz-Target", "AmazonSQS.SendMessage");

        using var response = await http.SendAsync(request);

        Assert.Contains("SerializationException", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_queue_url_repeats_the_host_of_the_caller()
    {
        await using var broker = await TestBroker.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, broker.Address);
        request.Content = new StringContent("""{"QueueName":"q"}""", Encoding.UTF8, "application/x-amz-json-1.0");
        request.Headers.Add("X-Amz-Target", "AmazonSQS.CreateQueue");
        request.Headers.Host = "broker.example:8080";

        using var response = await http.SendAsync(request);

        Assert.Equal(
            """{"QueueUrl":"http://broker.example:8080/000000000000/q"}""",
            await response.Content.ReadAsStringAsync()
        );
    }

    [Fact]
    public async Task A_request_over_the_limit_is_refused_before_it_is_read()
    {
        await using var broker = await TestBroker.StartAsync("Broker:MaxRequestBytes=65536");

        using var response = await broker.PostSqsAsync(
            "SendMessage",
            new JsonObject { ["MessageBody"] = new string('x', 70_000) }
        );

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("Broker:MaxRequestBytes is 65536", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_request_without_a_length_is_refused()
    {
        await using var broker = await TestBroker.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, broker.Address);
        request.Content = new StringContent("{}");
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("X-Amz-Target", "AmazonSQS.ListQueues");

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.LengthRequired, response.StatusCode);
    }

    [Fact]
    public async Task Requests_beyond_the_memory_budget_are_told_to_try_again()
    {
        await using var broker = await TestBroker.StartAsync("Broker:MaxBufferedBytes=65536");

        using var response = await broker.PostSqsAsync(
            "SendMessage",
            new JsonObject { ["MessageBody"] = new string('x', 70_000) }
        );

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("ServiceUnavailable;Receiver", Assert.Single(response.Headers.GetValues("x-amzn-query-error")));
        using var small = await broker.PostSqsAsync("ListQueues", new JsonObject());
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
    }

    [Fact]
    public async Task A_request_counts_towards_the_budget_until_it_is_answered()
    {
        await using var broker = await TestBroker.StartAsync("Broker:MaxBufferedBytes=65536");
        var body = new JsonObject { ["QueueUrl"] = "http://x/missing", ["MessageBody"] = new string('x', 40_000) };
        using var held = new ManualResetEventSlim();
        var blocking = broker
            .Get<GroupCommit>()
            .RunAsync(_ => held.Wait(TimeSpan.FromMinutes(1)), CancellationToken.None);

        Task<HttpResponseMessage>[] both =
        [
            broker.PostSqsAsync("SendMessage", body),
            broker.PostSqsAsync("SendMessage", body),
        ];
        using var refused = await await Task.WhenAny(both);
        held.Set();

        Assert.True(await blocking);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        var answers = await Task.WhenAll(both);
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_sns_error_is_xml_with_type_code_and_message()
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.CallSnsAsync("Nope");

        Assert.Equal("ErrorResponse", answer.Name.LocalName);
        Assert.Equal("Sender", answer.Text("Type"));
        Assert.Equal("InvalidAction", answer.Text("Code"));
    }

    [Fact]
    public async Task What_xml_cannot_say_is_not_taken_by_sns()
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.CallSnsAsync("CreateTopic", ("Name", "a\u0001b"));

        Assert.Equal("InvalidParameter", answer.Text("Code"));
        Assert.StartsWith("Invalid parameter: Name", answer.Text("Message"));
    }
}
