using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;

namespace GreenMl.Messaging;

/// <summary>
/// Lets System.Text.Json carry protobuf messages inside other types, in protobuf's own JSON form. Fields that the reader
/// does not know are skipped, so that services of two versions understand each other.
/// </summary>
public sealed class ProtobufJsonConverterFactory : JsonConverterFactory
{
    /// <inheritdoc />
    public override bool CanConvert(Type typeToConvert) =>
        typeof(IMessage).IsAssignableFrom(typeToConvert) && typeToConvert is { IsClass: true, IsAbstract: false };

    /// <inheritdoc />
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(MessageConverter<>).MakeGenericType(typeToConvert))!;

    private sealed class MessageConverter<T> : JsonConverter<T>
        where T : IMessage<T>, new()
    {
        private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);
        private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var value = JsonDocument.ParseValue(ref reader);
            try
            {
                return Parser.Parse<T>(value.RootElement.GetRawText());
            }
            catch (InvalidProtocolBufferException e)
            {
                throw new JsonException($"No valid {typeof(T).FullName}: {e.Message}", e);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteRawValue(Formatter.Format(value), skipInputValidation: true);
    }
}
