using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GreenMl.Platform.Broker.Messages;
using GreenMl.Platform.Broker.Queues;

namespace GreenMl.Platform.Broker.Protocol;

/// <summary>Finds the SQS operation by its name, reads its request and writes its response.</summary>
internal sealed class SqsOperations
{
    private readonly FrozenDictionary<string, Operation> _operations;

    public SqsOperations(
        QueueOperations queues,
        QueueAttributeOperations attributes,
        QueueTagOperations tags,
        Sending sending,
        Receiving receiving,
        Settling settling
    )
    {
        var json = BrokerJson.Compact;
        _operations = new Dictionary<string, Operation>(StringComparer.Ordinal)
        {
            ["CreateQueue"] = Map(json.CreateQueueRequest, json.QueueUrlResponse, queues.CreateAsync),
            ["GetQueueUrl"] = Map(json.GetQueueUrlRequest, json.QueueUrlResponse, queues.GetUrlAsync),
            ["ListQueues"] = Map(json.ListQueuesRequest, json.ListQueuesResponse, queues.ListAsync),
            ["ListDeadLetterSourceQueues"] = Map(
                json.ListSourceQueuesRequest,
                json.ListSourceQueuesResponse,
                queues.ListSourcesAsync
            ),
            ["DeleteQueue"] = Map(json.QueueRequest, json.Empty, queues.DeleteAsync),
            ["PurgeQueue"] = Map(json.QueueRequest, json.Empty, queues.PurgeAsync),
            ["GetQueueAttributes"] = Map(
                json.GetQueueAttributesRequest,
                json.QueueAttributesResponse,
                attributes.GetAsync
            ),
            ["SetQueueAttributes"] = Map(json.SetQueueAttributesRequest, json.Empty, attributes.SetAsync),
            ["TagQueue"] = Map(json.TagQueueRequest, json.Empty, tags.TagAsync),
            ["UntagQueue"] = Map(json.UntagQueueRequest, json.Empty, tags.UntagAsync),
            ["ListQueueTags"] = Map(json.QueueRequest, json.QueueTagsResponse, tags.ListAsync),
            ["SendMessage"] = Map(json.SendMessageRequest, json.SendResult, sending.SendAsync),
            ["SendMessageBatch"] = Map(
                json.BatchRequestSendEntry,
                json.BatchResponseSendResult,
                sending.SendBatchAsync
            ),
            ["ReceiveMessage"] = Map(json.ReceiveMessageRequest, json.ReceiveMessageResponse, receiving.ReceiveAsync),
            ["DeleteMessage"] = Map(json.DeleteMessageRequest, json.Empty, settling.DeleteAsync),
            ["DeleteMessageBatch"] = Map(
                json.BatchRequestDeleteEntry,
                json.BatchResponseBatchId,
                settling.DeleteBatchAsync
            ),
            ["ChangeMessageVisibility"] = Map(json.ChangeVisibilityRequest, json.Empty, settling.ChangeVisibilityAsync),
            ["ChangeMessageVisibilityBatch"] = Map(
                json.BatchRequestVisibilityEntry,
                json.BatchResponseBatchId,
                settling.ChangeVisibilityBatchAsync
            ),
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Reads the body of the request and runs the operation; the body is not needed after it returns its task.</summary>
    private delegate Task<Action<Utf8JsonWriter>> Operation(
        ReadOnlySpan<byte> body,
        string address,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Runs an operation. <paramref name="body"/> is read before the first wait; <paramref name="address"/> is the scheme
    /// and host that the caller used.
    /// </summary>
    /// <returns>Writes the answer.</returns>
    /// <exception cref="AwsException">What the operation refused; InvalidAction when it is not known.</exception>
    /// <exception cref="JsonException">The body is not the JSON of this operation.</exception>
    public Task<Action<Utf8JsonWriter>> RunAsync(
        string name,
        ReadOnlySpan<byte> body,
        string address,
        CancellationToken cancellationToken
    ) =>
        _operations.TryGetValue(name, out var operation)
            ? operation(body.IsEmpty ? "{}"u8 : body, address, cancellationToken)
            : throw new AwsException("InvalidAction", $"The action {name} is not valid for this endpoint.");

    private static Operation Map<TRequest, TResponse>(
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResponse> responseType,
        Func<TRequest, CancellationToken, Task<TResponse>> run
    ) => Map(requestType, responseType, (request, _, cancellationToken) => run(request, cancellationToken));

    private static Operation Map<TRequest, TResponse>(
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResponse> responseType,
        Func<TRequest, string, CancellationToken, Task<TResponse>> run
    ) =>
        (body, address, cancellationToken) =>
        {
            RejectNullsInside(body);
            var request =
                JsonSerializer.Deserialize(body, requestType) ?? throw new JsonException("The body must be an object.");
            return AnswerAsync(run(request, address, cancellationToken), responseType);
        };

    /// <summary>A member may be null and then is absent; a list or a map has no null elements.</summary>
    private static void RejectNullsInside(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Null && reader.CurrentDepth > 1)
            {
                throw new JsonException($"null is not allowed inside a list or a map (byte {reader.TokenStartIndex}).");
            }
        }
    }

    private static async Task<Action<Utf8JsonWriter>> AnswerAsync<TResponse>(
        Task<TResponse> response,
        JsonTypeInfo<TResponse> responseType
    )
    {
        var answer = await response;
        return writer => JsonSerializer.Serialize(writer, answer, responseType);
    }
}
