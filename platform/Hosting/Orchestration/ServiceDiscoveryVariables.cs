using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>The variables by which one resource finds another, named as Aspire names them.</summary>
internal static partial class ServiceDiscoveryVariables
{
    public static void Add(IDictionary<string, string> variables, IResource source)
    {
        foreach (var endpoint in source.Endpoints())
        {
            var plainName = $"{Encode(source.Name)}_{Encode(endpoint.Name)}".ToUpperInvariant();
            variables[plainName] = endpoint.ClientUrl;
            variables[FreeKey(variables, source.Name, DiscoveryKey(endpoint))] = endpoint.ClientUrl;
        }
    }

    /// <summary>The scheme for endpoints called http or https, so that a switch to TLS keeps the name; else the name.</summary>
    private static string DiscoveryKey(EndpointAnnotation endpoint) =>
        endpoint.Name.ToUpperInvariant() is "HTTP" or "HTTPS" ? endpoint.UriScheme : endpoint.Name;

    private static string FreeKey(IDictionary<string, string> variables, string service, string key) =>
        Enumerable
            .Range(0, int.MaxValue)
            .Select(index => $"services__{service}__{key}__{index}")
            .First(candidate => !variables.ContainsKey(candidate));

    private static string Encode(string name) => NotInAnIdentifier().Replace(name, "_");

    [GeneratedRegex("[^A-Za-z0-9_]", RegexOptions.None, 1000)]
    private static partial Regex NotInAnIdentifier();
}
