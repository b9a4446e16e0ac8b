using System.Collections.ObjectModel;
using System.Reflection;
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using GreenMl.Platform.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

internal sealed partial class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly ResourceCollection _resources = [];

    public DistributedApplicationBuilder(string[] args, string appHostDirectory)
    {
        AppHostDirectory = appHostDirectory;
        _host = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings
            {
                Args = args,
                ApplicationName = AppHostAssembly?.GetName().Name,
                ContentRootPath = appHostDirectory,
                Configuration = SettingsWithoutFileWatchers(),
            }
        );
        _host.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // A failed start is reported once, by whoever called StartAsync.
        _host.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public Assembly? AppHostAssembly { get; } = Assembly.GetEntryAssembly();

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public IResourceCollection Resources => _resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (!ResourceName().IsMatch(resource.Name))
        {
            throw new DistributedApplicationException(
                $"Resource name '{resource.Name}' is malformed: 1 to 64 letters, digits and single dashes, starting "
                    + "with a letter. Rename the resource."
            );
        }

        if (_resources.Any(other => StringComparer.OrdinalIgnoreCase.Equals(other.Name, resource.Name)))
        {
            throw new DistributedApplicationException(
                $"Resource name '{resource.Name}' is taken; names differ by more than case. Rename one of the two."
            );
        }

        _resources.Add(resource);
        return new ResourceBuilder<T>(this, resource);
    }

    public DistributedApplication Build()
    {
        _host.Services.TryAddSingleton(TimeProvider.System);
        _host.Services.AddOrchestrator(_resources, AppHostDirectory);
        return new DistributedApplication(_host.Build());
    }

    /// <summary>The project folder that the build recorded in the assembly; else the current folder.</summary>
    public static string FindAppHostDirectory() =>
        Assembly
            .GetEntryAssembly()
            ?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(metadata => metadata.Key == "apphostprojectpath")
            ?.Value
        ?? Directory.GetCurrentDirectory();

    private static ConfigurationManager SettingsWithoutFileWatchers() =>
        new() { ["hostBuilder:reloadConfigOnChange"] = "false" };

    [GeneratedRegex(@"^(?=.{1,64}\z)[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ResourceName();

    private sealed class ResourceCollection : Collection<IResource>, IResourceCollection;
}
