using System.Text.Json.Serialization;

namespace GreenMl.Platform.Broker.Protocol;

// The request and response shapes of the SQS API (version 2012-11-05, AWS JSON 1.0), under AWS's own names.

internal sealed record Empty;

internal sealed record CreateQueueRequest(
    string? QueueName,
    Dictionary<string, string>? Attributes,
    [property: JsonPropertyName("tags")] Dictionary<string, string>? Tags
);

internal sealed record GetQueueUrlRequest(string? QueueName);

internal sealed record QueueUrlResponse(string QueueUrl);

internal sealed record QueueRequest(string? QueueUrl);

internal sealed record ListQueuesRequest(string? QueueNamePrefix, string? NextToken, int? MaxResults);

internal sealed record ListQueuesResponse(IReadOnlyList<string> QueueUrls, string? NextToken);

internal sealed record ListSourceQueuesRequest(string? QueueUrl, string? NextToken, int? MaxResults);

internal sealed record ListSourceQueuesResponse(
    [property: JsonPropertyName("queueUrls")] IReadOnlyList<string> QueueUrls,
    string? NextToken
);

internal sealed record GetQueueAttributesRequest(string? QueueUrl, List<string>? AttributeNames);

internal sealed record QueueAttributesResponse(IReadOnlyDictionary<string, string>? Attributes);

internal sealed record SetQueueAttributesRequest(string? QueueUrl, Dictionary<string, string>? Attributes);

internal sealed record TagQueueRequest(string? QueueUrl, Dictionary<string, string>? Tags);

internal sealed record UntagQueueRequest(string? QueueUrl, List<string>? TagKeys);

internal sealed record QueueTagsResponse(IReadOnlyDictionary<string, string>? Tags);

/// <summary>A typed value beside the body; <paramref name="BinaryValue"/> is base64.</summary>
internal sealed record MessageAttribute(string? DataType, string? StringValue, string? BinaryValue);

/// <summary>One message to send; in a batch it also has an <paramref name="Id"/>.</summary>
internal sealed record SendEntry(
    string? Id,
    string? MessageBody,
    int? DelaySeconds,
    Dictionary<string, MessageAttribute>? MessageAttributes,
    Dictionary<string, MessageAttribute>? MessageSystemAttributes,
    string? MessageDeduplicationId,
    string? MessageGroupId
) : IBatchEntry;

internal sealed record SendMessageRequest(
    string? QueueUrl,
    string? MessageBody,
    int? DelaySeconds,
    Dictionary<string, MessageAttribute>? MessageAttributes,
    Dictionary<string, MessageAttribute>? MessageSystemAttributes,
    string? MessageDeduplicationId,
    string? MessageGroupId
)
{
    public SendEntry ToEntry() =>
        new(
            null,
            MessageBody,
            DelaySeconds,
            MessageAttributes,
            MessageSystemAttributes,
            MessageDeduplicationId,
            MessageGroupId
        );
}

internal sealed record SendResult(
    string? Id,
    string MessageId,
    [property: JsonPropertyName("MD5OfMessageBody")] string Md5OfMessageBody,
    [property: JsonPropertyName("MD5OfMessageAttributes")] string? Md5OfMessageAttributes,
    [property: JsonPropertyName("MD5OfMessageSystemAttributes")] string? Md5OfMessageSystemAttributes,
    string? SequenceNumber
);

internal sealed record DeleteEntry(string? Id, string? ReceiptHandle) : IBatchEntry;

internal sealed record DeleteMessageRequest(string? QueueUrl, string? ReceiptHandle);

internal sealed record VisibilityEntry(string? Id, string? ReceiptHandle, int? VisibilityTimeout) : IBatchEntry;

internal sealed record ChangeVisibilityRequest(string? QueueUrl, string? ReceiptHandle, int? VisibilityTimeout);

internal sealed record BatchRequest<T>(string? QueueUrl, List<T>? Entries)
    where T : IBatchEntry;

internal sealed record BatchResponse<T>(IReadOnlyList<T> Successful, IReadOnlyList<BatchError> Failed);

internal sealed record BatchId(string Id);

internal sealed record BatchError(string Id, string Code, string Message, bool SenderFault);

internal sealed record ReceiveMessageRequest(
    string? QueueUrl,
    List<string>? AttributeNames,
    List<string>? MessageSystemAttributeNames,
    List<string>? MessageAttributeNames,
    int? MaxNumberOfMessages,
    int? VisibilityTimeout,
    int? WaitTimeSeconds,
    string? ReceiveRequestAttemptId
);

internal sealed record ReceiveMessageResponse(IReadOnlyList<ReceivedMessage>? Messages);

internal sealed record ReceivedMessage(
    string MessageId,
    string ReceiptHandle,
    [property: JsonPropertyName("MD5OfBody")] string Md5OfBody,
    string Body,
    IReadOnlyDictionary<string, string>? Attributes,
    [property: JsonPropertyName("MD5OfMessageAttributes")] string? Md5OfMessageAttributes,
    IReadOnlyDictionary<string, MessageAttribute>? MessageAttributes
);

internal sealed record ErrorResponse(
    [property: JsonPropertyName("__type")] string Type,
    [property: JsonPropertyName("message")] string Message
);

/// <summary>An entry of a batch, told from the others by its id.</summary>
internal interface IBatchEntry
{
    string? Id { get; }
}
