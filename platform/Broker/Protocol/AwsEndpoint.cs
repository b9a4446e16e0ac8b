using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using GreenMl.Platform.Broker.Security;

namespace GreenMl.Platform.Broker.Protocol;

/// <summary>
/// Every POST: with an X-Amz-Target of AmazonSQS it is SQS in AWS JSON 1.0, otherwise SNS in the query protocol. The path
/// does not matter: some SDKs post to the queue's URL, others to the root.
/// </summary>
internal sealed partial class AwsEndpoint(
    RequestBodies bodies,
    SignatureCheck signatures,
    SqsOperations sqs,
    SnsOperations sns,
    ILogger<AwsEndpoint> logger
)
{
    private const string TargetPrefix = "AmazonSQS.";
    private const string SqsNamespace = "com.amazonaws.sqs#";

    public Task HandleAsync(HttpContext http)
    {
        var requestId = Guid.NewGuid().ToString();
        http.Response.Headers["x-amzn-RequestId"] = requestId;
        var target = http.Request.Headers["X-Amz-Target"].ToString();
        return target.StartsWith(TargetPrefix, StringComparison.Ordinal)
            ? HandleSqsAsync(http, target[TargetPrefix.Length..])
            : HandleSnsAsync(http, requestId);
    }

    private async Task HandleSqsAsync(HttpContext http, string operation)
    {
        Action<Utf8JsonWriter> answer;
        try
        {
            var address = $"{http.Request.Scheme}://{http.Request.Host}";
            // Kept until the answer: the parsed request lives as long and is about as large.
            using var body = await ReadAsync(http, "sqs");
            answer = await sqs.RunAsync(operation, body.Bytes, address, http.RequestAborted);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested && e is not OperationCanceledException)
        {
            var error = ToAwsException(e, operation);
            http.Response.StatusCode = error.Status;
            var fault = error.IsSenderFault ? "Sender" : "Receiver";
            http.Response.Headers["x-amzn-query-error"] = $"{error.Code};{fault}";
            var response = new ErrorResponse(SqsNamespace + error.Shape, error.Message);
            answer = writer => JsonSerializer.Serialize(writer, response, BrokerJson.Compact.ErrorResponse);
        }

        await WriteAsync(http, answer);
    }

    private async Task HandleSnsAsync(HttpContext http, string requestId)
    {
        XElement answer;
        var action = "";
        try
        {
            using var body = await ReadAsync(http, "sns");
            var request = SnsRequest.Parse(Encoding.UTF8.GetString(body.Bytes));
            action = request.Action;
            answer = await sns.RunAsync(request, requestId, http.RequestAborted);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested && e is not OperationCanceledException)
        {
            var error = ToAwsException(e, action);
            http.Response.StatusCode = error.Status;
            answer = SnsXml.Error(error, requestId);
        }

        http.Response.ContentType = "text/xml";
        await http.Response.WriteAsync(answer.ToString(SaveOptions.DisableFormatting), http.RequestAborted);
    }

    private async Task<RequestBody> ReadAsync(HttpContext http, string service)
    {
        // A caller without a known key does not get as far as sending its body.
        var claim = signatures.ReadClaim(http.Request, service);
        var body = await bodies.ReadAsync(http.Request, http.RequestAborted);
        try
        {
            signatures.Verify(claim, http.Request, body.Bytes);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static async Task WriteAsync(HttpContext http, Action<Utf8JsonWriter> answer)
    {
        http.Response.ContentType = "application/x-amz-json-1.0";
        var options = new JsonWriterOptions { Encoder = BrokerJson.Compact.Options.Encoder };
        await using (var writer = new Utf8JsonWriter(http.Response.BodyWriter, options))
        {
            answer(writer);
        }

        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private AwsException ToAwsException(Exception exception, string operation)
    {
        switch (exception)
        {
            case AwsException error:
                return error;
            case BadHttpRequestException bad:
                return new AwsException("MalformedHttpRequest", bad.Message, status: bad.StatusCode);
            case JsonException:
                return new AwsException("SerializationException", exception.Message);
            default:
                LogFailed(exception, operation);
                return new AwsException("InternalFailure", "The broker failed; its log says why.", status: 500);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Operation} failed")]
    private partial void LogFailed(Exception exception, string operation);
}
