using Microsoft.Extensions.Configuration;

namespace GreenMl.ServiceDefaults.Hosting;

/// <summary>
/// The folder that the embedded services keep their state in: <c>GREENML_HOME</c>, else <c>.greenml</c> in the current
/// directory. Production puts stores and objects elsewhere by configuration.
/// </summary>
/// <param name="root">The folder.</param>
public sealed class ServiceHome(string root)
{
    /// <summary>The configuration key and environment variable that name the folder.</summary>
    public const string Variable = "GREENML_HOME";

    /// <summary>The folder.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>The key that clients present; mode 0600.</summary>
    public string ApiKeyFile => Path.Combine(Root, "api-key");

    /// <summary>The objects: data sets, models, bundles.</summary>
    public string ObjectsDirectory => Path.Combine(Root, "objects");

    /// <summary>Logs of services and jobs.</summary>
    public string LogsDirectory => Path.Combine(Root, "logs");

    /// <summary>Reads the folder from the configuration.</summary>
    public static ServiceHome From(IConfiguration configuration) =>
        new(configuration[Variable] is { Length: > 0 } root ? root : ".greenml");

    /// <summary>The SQLite file of a service.</summary>
    public string DatabaseFile(string service) => Path.Combine(Root, "data", $"{service}.db");

    /// <summary>The working folders of a service's jobs.</summary>
    public string JobsDirectory(string service) => Path.Combine(Root, "jobs", service);
}
