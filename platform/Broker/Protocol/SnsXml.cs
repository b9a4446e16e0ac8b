using System.Xml.Linq;

namespace GreenMl.Platform.Broker.Protocol;

/// <summary>Answers in AWS's query protocol.</summary>
internal static class SnsXml
{
    private static readonly XNamespace Namespace = "http://sns.amazonaws.com/doc/2010-03-31/";

    public static XElement Element(string name, params object?[] content) => new(Namespace + name, content);

    public static XElement Members<T>(string name, IEnumerable<T> items, Func<T, object[]> content) =>
        Element(name, [.. items.Select(item => Element("member", content(item)))]);

    public static XElement Entries(string name, IEnumerable<KeyValuePair<string, string>> map) =>
        Element(
            name,
            [.. map.Select(pair => Element("entry", Element("key", pair.Key), Element("value", pair.Value)))]
        );

    /// <summary>An answer; <paramref name="content"/> is null for an operation without a result.</summary>
    public static XElement Response(string action, object?[]? content, string requestId) =>
        Element(
            $"{action}Response",
            content is null ? null : Element($"{action}Result", content),
            Element("ResponseMetadata", Element("RequestId", requestId))
        );

    public static XElement Error(AwsException error, string requestId) =>
        Element(
            "ErrorResponse",
            Element(
                "Error",
                Element("Type", error.IsSenderFault ? "Sender" : "Receiver"),
                Element("Code", error.Code),
                Element("Message", error.Message)
            ),
            Element("RequestId", requestId)
        );
}
