using System.Text.Json.Nodes;
using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Security;
using GreenMl.Platform.Broker.Tests.Conformance;
using GreenMl.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace GreenMl.Platform.Broker.Tests.Security;

public sealed class SignatureTests
{
    // The published test suite of AWS signature version 4: cases get-vanilla, post-vanilla, get-vanilla-query-order-key-case.
    private const string Timestamp = "20150830T123600Z";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("GET", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData(
        "GET",
        "?Param2=value2&Param1=value1",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
    )]
    public void The_published_examples_verify(string method, string query, string signature)
    {
        var request = ARequest(method, query, signature);

        ACheck().Verify(ACheck().ReadClaim(request, "service"), request, []);
    }

    [Fact]
    public void A_changed_body_is_refused()
    {
        var request = ARequest("POST", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
        var claim = ACheck().ReadClaim(request, "service");

        var error = Assert.Throws<AwsException>(() => ACheck().Verify(claim, request, "changed"u8));

        Assert.Equal((403, "SignatureDoesNotMatch"), (error.Status, error.Code));
    }

    [Theory]
    [InlineData(16, "Signature expired")]
    [InlineData(-16, "not yet current")]
    public void A_signature_more_than_15_minutes_off_is_refused(int minutes, string reason)
    {
        var request = ARequest("GET", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        _time.AdjustTime(_time.GetUtcNow().AddMinutes(minutes));

        var error = Assert.Throws<AwsException>(() => ACheck().ReadClaim(request, "service"));

        Assert.Equal("SignatureDoesNotMatch", error.Code);
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void A_signature_for_another_service_is_refused()
    {
        var request = ARequest("GET", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");

        Assert.Equal(
            "SignatureDoesNotMatch",
            Assert.Throws<AwsException>(() => ACheck().ReadClaim(request, "sqs")).Code
        );
    }

    [Theory]
    [InlineData("", "MissingAuthenticationToken")]
    [InlineData("Bearer token", "IncompleteSignature")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c", "IncompleteSignature")]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=OTHER/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=0",
        "InvalidClientTokenId"
    )]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=x-amz-date, Signature=0",
        "SignatureDoesNotMatch"
    )]
    public void A_request_without_a_usable_claim_is_refused(string authorization, string code)
    {
        var request = ARequest("GET", "", "");
        request.Headers.Authorization = authorization;

        Assert.Equal(code, Assert.Throws<AwsException>(() => ACheck().ReadClaim(request, "service")).Code);
    }

    [Fact]
    public async Task An_unsigned_request_is_refused_by_both_protocols()
    {
        await using var broker = await StartWithKeysAsync();

        using var sqs = await broker.PostSqsAsync("ListQueues", new JsonObject());
        var sns = await broker.CallSnsAsync("ListTopics");

        Assert.Equal("MissingAuthenticationToken;Sender", Assert.Single(sqs.Headers.GetValues("x-amzn-query-error")));
        Assert.Equal("MissingAuthenticationToken", sns.Text("Code"));
    }

    [RequiresPythonFact("boto3")]
    public async Task Boto3_with_a_wrong_secret_gets_the_codes_of_aws()
    {
        await using var broker = await StartWithKeysAsync();
        const string Script = """
            import boto3, sys
            for service, operation in (("sqs", "list_queues"), ("sns", "list_topics")):
                client = boto3.client(service, endpoint_url=sys.argv[1])
                try:
                    getattr(client, operation)()
                    print("accepted")
                except Exception as error:
                    print(error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
            """;

        var good = await ClientProcess.RunAsync("python3", ["-c", Script, broker.Address]);
        var bad = await ClientProcess.RunAsync("python3", ["-c", Script, broker.Address], "wrong");

        Assert.Equal("accepted\naccepted\n", good.Output);
        Assert.Equal("SignatureDoesNotMatch 403\nSignatureDoesNotMatch 403\n", bad.Output);
    }

    private static Task<TestBroker> StartWithKeysAsync() =>
        TestBroker.StartAsync(
            $"Broker:AccessKeyId={TestBroker.AccessKeyId}",
            $"Broker:SecretAccessKey={TestBroker.SecretAccessKey}"
        );

    private SignatureCheck ACheck() =>
        new(
            Options.Create(
                new BrokerOptions { AccessKeyId = TestBroker.AccessKeyId, SecretAccessKey = TestBroker.SecretAccessKey }
            ),
            _time
        );

    private static HttpRequest ARequest(string method, string query, string signature)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        request.Path = "/";
        request.QueryString = new QueryString(query);
        request.Host = new HostString("example.amazonaws.com");
        request.Headers["x-amz-date"] = Timestamp;
        request.Headers.Authorization =
            $"AWS4-HMAC-SHA256 Credential={TestBroker.AccessKeyId}/20150830/us-east-1/service/aws4_request, "
            + $"SignedHeaders=host;x-amz-date, Signature={signature}";
        return request;
    }
}
