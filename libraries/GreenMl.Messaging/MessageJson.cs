using System.Text.Encodings.Web;
using System.Text.Json;

namespace GreenMl.Messaging;

/// <summary>The one JSON form of messages and sagas, in the stores and on the bus.</summary>
public static class MessageJson
{
    /// <summary>Camel-case names, protobuf messages in their own JSON form, no white space.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            Converters = { new ProtobufJsonConverterFactory() },
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

    /// <summary>Teaches the bus's own options the same: it keeps its converters, ours come first.</summary>
    internal static JsonSerializerOptions Extend(JsonSerializerOptions busOptions)
    {
        if (!busOptions.Converters.OfType<ProtobufJsonConverterFactory>().Any())
        {
            busOptions.Converters.Insert(0, new ProtobufJsonConverterFactory());
        }

        busOptions.WriteIndented = false;
        return busOptions;
    }
}
