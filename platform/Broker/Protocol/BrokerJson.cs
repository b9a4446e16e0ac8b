using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GreenMl.Platform.Broker.Topics;

namespace GreenMl.Platform.Broker.Protocol;

[JsonSerializable(typeof(Empty))]
[JsonSerializable(typeof(CreateQueueRequest))]
[JsonSerializable(typeof(GetQueueUrlRequest))]
[JsonSerializable(typeof(QueueUrlResponse))]
[JsonSerializable(typeof(QueueRequest))]
[JsonSerializable(typeof(ListQueuesRequest))]
[JsonSerializable(typeof(ListQueuesResponse))]
[JsonSerializable(typeof(ListSourceQueuesRequest))]
[JsonSerializable(typeof(ListSourceQueuesResponse))]
[JsonSerializable(typeof(GetQueueAttributesRequest))]
[JsonSerializable(typeof(QueueAttributesResponse))]
[JsonSerializable(typeof(SetQueueAttributesRequest))]
[JsonSerializable(typeof(TagQueueRequest))]
[JsonSerializable(typeof(UntagQueueRequest))]
[JsonSerializable(typeof(QueueTagsResponse))]
[JsonSerializable(typeof(SendMessageRequest))]
[JsonSerializable(typeof(SendResult))]
[JsonSerializable(typeof(BatchRequest<SendEntry>))]
[JsonSerializable(typeof(BatchResponse<SendResult>))]
[JsonSerializable(typeof(DeleteMessageRequest))]
[JsonSerializable(typeof(BatchRequest<DeleteEntry>))]
[JsonSerializable(typeof(BatchResponse<BatchId>))]
[JsonSerializable(typeof(ChangeVisibilityRequest))]
[JsonSerializable(typeof(BatchRequest<VisibilityEntry>))]
[JsonSerializable(typeof(ReceiveMessageRequest))]
[JsonSerializable(typeof(ReceiveMessageResponse))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, MessageAttribute>))]
[JsonSerializable(typeof(Notification))]
internal sealed partial class BrokerJson : JsonSerializerContext
{
    /// <summary>The context to use: escapes only what JSON requires, since no answer is ever put into HTML.</summary>
    public static BrokerJson Compact { get; } =
        new(
            new JsonSerializerOptions
            {
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );

    public static string Write(IReadOnlyDictionary<string, string> map) =>
        JsonSerializer.Serialize(map, Compact.IReadOnlyDictionaryStringString);

    public static Dictionary<string, string> ReadMap(string text) =>
        JsonSerializer.Deserialize(text, Compact.DictionaryStringString)!;

    public static string Write(Dictionary<string, MessageAttribute> attributes) =>
        JsonSerializer.Serialize(attributes, Compact.DictionaryStringMessageAttribute);

    public static Dictionary<string, MessageAttribute> ReadAttributes(string text) =>
        JsonSerializer.Deserialize(text, Compact.DictionaryStringMessageAttribute)!;
}
