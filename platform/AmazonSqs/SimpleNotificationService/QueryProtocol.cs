using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.SimpleNotificationService;

/// <summary>Writes an <see cref="SnsCall"/> as a form post of API version 2010-03-31.</summary>
internal sealed class QueryMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static QueryMarshaller Instance { get; } = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = (SnsCall)input;
        var request = new DefaultRequest(call, "Amazon.SimpleNotificationService");
        request.Parameters.Add("Action", call.Action);
        request.Parameters.Add("Version", "2010-03-31");
        foreach (var (name, value) in call.Parameters)
        {
            request.Parameters.Add(name, value);
        }

        return request;
    }
}

/// <summary>Reads the XML of an answer or of an error.</summary>
internal sealed class QueryUnmarshaller : XmlResponseUnmarshaller
{
    public static QueryUnmarshaller Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext context) =>
        new SnsAnswer { Document = XElement.Load(context.Stream) };

    public override AmazonServiceException UnmarshallException(
        XmlUnmarshallerContext context,
        Exception innerException,
        HttpStatusCode statusCode
    )
    {
        var error = ReadError(context.Stream);
        var type = error?.Text("Type") switch
        {
            "Sender" => ErrorType.Sender,
            "Receiver" => ErrorType.Receiver,
            _ => ErrorType.Unknown,
        };
        return new AmazonSimpleNotificationServiceException(
            error?.Text("Message") ?? $"SNS answered HTTP {(int)statusCode}.",
            innerException,
            type,
            error?.Text("Code") ?? "Unknown",
            error?.Text("RequestId") ?? "",
            statusCode
        );
    }

    // A proxy in between may answer HTML or nothing.
    private static XElement? ReadError(Stream stream)
    {
        try
        {
            return XElement.Load(stream);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
