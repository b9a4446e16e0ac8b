using System.Text.Json;
using Aspire.Hosting;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>One profile of a project's Properties/launchSettings.json.</summary>
internal sealed record LaunchProfile(
    string Name,
    IReadOnlyList<string> ApplicationUrls,
    IReadOnlyDictionary<string, string> Variables
)
{
    /// <summary>The environment that the profile sets, such as Development.</summary>
    public string? Environment =>
        Variables.GetValueOrDefault("ASPNETCORE_ENVIRONMENT") ?? Variables.GetValueOrDefault("DOTNET_ENVIRONMENT");

    /// <summary>The preferred profile if the project has it, else its first that runs the project itself.</summary>
    /// <exception cref="DistributedApplicationException">The file is not readable as launch settings.</exception>
    public static LaunchProfile? Find(string projectFolder, string? preferred)
    {
        var path = Path.Combine(projectFolder, "Properties", "launchSettings.json");
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var profiles = Parse(path);
            return profiles.FirstOrDefault(profile => profile.Name == preferred) ?? profiles.FirstOrDefault();
        }
        catch (JsonException problem)
        {
            throw new DistributedApplicationException($"{path} is not valid JSON: {problem.Message}", problem);
        }
    }

    /// <summary>Adds the profile's variables; those that are set already stay.</summary>
    public void AddVariables(IDictionary<string, string> variables)
    {
        variables.TryAdd("DOTNET_LAUNCH_PROFILE", Name);
        foreach (var (name, value) in Variables)
        {
            variables.TryAdd(name, System.Environment.ExpandEnvironmentVariables(value));
        }
    }

    private static List<LaunchProfile> Parse(string path)
    {
#pragma warning disable MA0045 // AddProject, which needs the endpoints, is synchronous in Aspire too.
        var json = File.ReadAllText(path);
#pragma warning restore MA0045
        var settings = JsonSerializer.Deserialize(json, LaunchSettingsJson.Default.LaunchSettingsFile);
        return
        [
            .. (settings?.Profiles ?? [])
                .Where(profile => profile.Value.CommandName == "Project")
                .Select(profile => new LaunchProfile(
                    profile.Key,
                    profile.Value.ApplicationUrl?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [],
                    profile.Value.EnvironmentVariables ?? []
                )),
        ];
    }
}

internal sealed record LaunchSettingsFile(Dictionary<string, LaunchSettingsProfile>? Profiles);

internal sealed record LaunchSettingsProfile(
    string? CommandName,
    string? ApplicationUrl,
    Dictionary<string, string>? EnvironmentVariables
);
