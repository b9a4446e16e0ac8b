using System.Collections.Specialized;
using System.Web;
using MassTransit.AmazonSqsTransport.Entities;

namespace MassTransit.AmazonSqsTransport.Topology;

/// <summary>
/// A queue or topic address: <c>amazonsqs://region[/scope]/name[?durable=false][&amp;autodelete=true][&amp;type=topic]</c>, or the short
/// forms <c>queue:name</c> and <c>topic:name</c>. A scope prefixes the topics of the short form, never the queues.
/// </summary>
internal readonly record struct AmazonSqsEndpointAddress(
    string Name,
    bool IsTopic,
    bool Durable = true,
    bool AutoDelete = false
)
{
    public const string Scheme = "amazonsqs";

    private const string QueueScheme = "queue";
    private const string TopicScheme = "topic";

    /// <exception cref="ConfigurationException">The scheme is unknown or the name breaks the rules of SQS or SNS.</exception>
    public static AmazonSqsEndpointAddress Parse(Uri hostAddress, Uri address)
    {
        var options = HttpUtility.ParseQueryString(address.Query);
        var parsed = new AmazonSqsEndpointAddress(
            NameOf(hostAddress, address),
            address.Scheme == TopicScheme || options["type"] == TopicScheme,
            Flag(options, "durable") ?? true,
            Flag(options, "autodelete") ?? false
        );
        parsed.ThrowIfInvalid(address);
        return parsed;
    }

    public Uri ToUri(Uri hostAddress)
    {
        var scope = IsTopic ? "" : hostAddress.AbsolutePath.Trim('/');
        string[] options =
        [
            .. Durable ? Array.Empty<string>() : ["durable=false"],
            .. AutoDelete ? ["autodelete=true"] : Array.Empty<string>(),
            .. IsTopic ? ["type=topic"] : Array.Empty<string>(),
        ];
        var builder = new UriBuilder(hostAddress)
        {
            Path = scope.Length == 0 ? $"/{Name}" : $"/{scope}/{Name}",
            Query = string.Join('&', options),
        };
        return builder.Uri;
    }

    private static string NameOf(Uri hostAddress, Uri address)
    {
        var scope = hostAddress.AbsolutePath.Trim('/');
        return address.Scheme switch
        {
            Scheme => address.AbsolutePath[(address.AbsolutePath.LastIndexOf('/') + 1)..],
            QueueScheme => address.AbsolutePath,
            TopicScheme => scope.Length == 0 ? address.AbsolutePath : $"{scope}_{address.AbsolutePath}",
            _ => throw new ConfigurationException(
                $"The address '{address}' has the scheme '{address.Scheme}': use amazonsqs, queue or topic."
            ),
        };
    }

    private static bool? Flag(NameValueCollection options, string name) =>
        options[name] is { } value ? value.Equals("true", StringComparison.OrdinalIgnoreCase) : null;

    private void ThrowIfInvalid(Uri address)
    {
        if (!(IsTopic ? EntityNames.IsValidTopic(Name) : EntityNames.IsValidQueue(Name)))
        {
            throw new ConfigurationException($"The address '{address}': {EntityNames.Rule(Name, IsTopic)}");
        }
    }
}
