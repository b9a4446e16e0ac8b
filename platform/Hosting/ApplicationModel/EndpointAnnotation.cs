namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on.</summary>
/// <remarks>There is no proxy in front of a resource: what it listens on is what others connect to.</remarks>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    internal EndpointAnnotation(string name, string uriScheme)
    {
        Name = name;
        UriScheme = uriScheme;
    }

    /// <summary>The name, unique in one resource, such as <c>http</c> or <c>grpc</c>.</summary>
    public string Name { get; set; }

    /// <summary>The scheme of its address, such as <c>http</c>.</summary>
    public string UriScheme { get; set; }

    /// <summary>The transport: <c>http</c> or, for HTTP/2 only, <c>http2</c>. Default: the scheme.</summary>
    public string Transport
    {
        get => field ?? UriScheme;
        set;
    }

    /// <summary>The port that others connect to; a free one when null.</summary>
    public int? Port { get; set; }

    /// <summary>The port that the process listens on; the same as <see cref="Port"/> when null.</summary>
    public int? TargetPort { get; set; }

    /// <summary>The address that the process binds. Default: <c>localhost</c>.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>The key under <c>Kestrel:Endpoints</c> that the endpoint comes from, if it does.</summary>
    internal string? KestrelKey { get; set; }

    /// <summary>The port in use, once allocated.</summary>
    internal int? AllocatedPort { get; set; }

    /// <summary>The address for <c>ASPNETCORE_URLS</c> and Kestrel: the host as configured.</summary>
    internal string BindingUrl => $"{UriScheme}://{TargetHost}:{AllocatedPort}";

    /// <summary>The address for clients: a wildcard host becomes localhost.</summary>
    internal string ClientUrl => $"{UriScheme}://{ClientHost}:{AllocatedPort}";

    internal string ClientHost => TargetHost is "*" or "+" or "0.0.0.0" or "[::]" or "::" ? "localhost" : TargetHost;
}
