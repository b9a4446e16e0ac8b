using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>What a project's own files say about how it runs: endpoints and launch profile.</summary>
internal sealed record ProjectDefaults(IReadOnlyList<EndpointAnnotation> Endpoints, LaunchProfile? Profile)
{
    private bool UsesKestrelSection => Endpoints.Any(endpoint => endpoint.KestrelKey is not null);

    /// <exception cref="DistributedApplicationException">launchSettings.json is not readable.</exception>
    public static ProjectDefaults Read(string projectPath, string? preferredProfile)
    {
        var folder = Path.GetDirectoryName(projectPath)!;
        var profile = LaunchProfile.Find(folder, preferredProfile);
        var kestrel = KestrelEndpoints(folder, profile?.Environment);
        return new ProjectDefaults(kestrel.Count > 0 ? kestrel : ProfileEndpoints(profile), profile);
    }

    public void ApplyTo(IResource resource)
    {
        foreach (var endpoint in Endpoints)
        {
            resource.Annotations.Add(endpoint);
        }

        resource.Annotations.Add(new EnvironmentAnnotation(variables => AddVariables(resource, variables)));
    }

    private void AddVariables(IResource resource, IDictionary<string, string> variables)
    {
        var web = resource.Endpoints().Where(endpoint => endpoint.UriScheme is "http" or "https").ToArray();
        foreach (var endpoint in web.Where(_ => UsesKestrelSection))
        {
            variables[$"Kestrel__Endpoints__{endpoint.KestrelKey ?? endpoint.Name}__Url"] = endpoint.BindingUrl;
        }

        if (web.Length > 0 && !UsesKestrelSection)
        {
            variables["ASPNETCORE_URLS"] = string.Join(';', web.Select(endpoint => endpoint.BindingUrl));
        }

        if (web.FirstOrDefault(endpoint => endpoint.UriScheme == "https") is { } https)
        {
            variables["ASPNETCORE_HTTPS_PORT"] = $"{https.AllocatedPort}";
        }

        variables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        variables["OTEL_SERVICE_NAME"] = resource.Name;
        Profile?.AddVariables(variables);
    }

    private static List<EndpointAnnotation> KestrelEndpoints(string folder, string? environment)
    {
        var settings = new ConfigurationBuilder()
            .SetBasePath(folder)
            .AddJsonFile("appsettings.json", optional: true)
            .AddJsonFile($"appsettings.{environment ?? "Production"}.json", optional: true)
            .Build();
        var defaultProtocols = settings["Kestrel:EndpointDefaults:Protocols"];
        var byScheme = settings
            .GetSection("Kestrel:Endpoints")
            .GetChildren()
            .Where(section => section["Url"] is not null)
            .Select(section =>
                (section.Key, Address: BindingAddress.Parse(section["Url"]!), Protocols: section["Protocols"])
            )
            .ToLookup(entry => entry.Address.Scheme, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. byScheme
                .SelectMany(scheme => scheme, (scheme, entry) => (entry, IsOnly: scheme.Count() == 1))
                .Select(item =>
                    FromAddress(item.IsOnly ? item.entry.Address.Scheme : item.entry.Key, item.entry.Address)
                        .With(item.entry.Key, item.entry.Protocols ?? defaultProtocols)
                ),
        ];
    }

    private static List<EndpointAnnotation> ProfileEndpoints(LaunchProfile? profile)
    {
        var endpoints = new List<EndpointAnnotation>();
        foreach (var address in (profile?.ApplicationUrls ?? []).Select(BindingAddress.Parse))
        {
            var earlier = endpoints.Count(endpoint => endpoint.UriScheme == address.Scheme);
            endpoints.Add(FromAddress(earlier == 0 ? address.Scheme : $"{address.Scheme}{earlier + 1}", address));
        }

        return endpoints;
    }

    private static EndpointAnnotation FromAddress(string name, BindingAddress address) =>
        new(name, address.Scheme) { Port = address.Port == 0 ? null : address.Port, TargetHost = address.Host };
}

file static class KestrelSettings
{
    public static EndpointAnnotation With(this EndpointAnnotation endpoint, string key, string? protocols)
    {
        endpoint.KestrelKey = key;
        if (protocols == "Http2")
        {
            endpoint.Transport = "http2";
        }

        return endpoint;
    }
}
