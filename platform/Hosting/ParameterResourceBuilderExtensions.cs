using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds values that come from outside the AppHost's code.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>A value from configuration: key <c>Parameters:&lt;name&gt;</c>, or with dashes as underscores.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="secret">Whether the value is kept out of logs.</param>
    /// <remarks>The start fails when the value is missing, and says how to set it.</remarks>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        bool secret = false
    ) => builder.AddResource(new ParameterResource(name, () => FromConfiguration(builder, name), secret));

    /// <summary>A value that the AppHost works out itself; asked for once, at the start.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="valueGetter">Works out the value.</param>
    /// <param name="publishValueAsDefault">Whether a deployment may contain the value; not together with a secret.</param>
    /// <param name="secret">Whether the value is kept out of logs.</param>
    /// <exception cref="ArgumentException">A secret was to be published.</exception>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        Func<string> valueGetter,
        bool publishValueAsDefault = false,
        bool secret = false
    )
    {
        if (publishValueAsDefault && secret)
        {
            throw new ArgumentException(
                "A parameter cannot be both secret and published as a default.",
                nameof(secret)
            );
        }

        return builder.AddResource(new ParameterResource(name, valueGetter, secret));
    }

    private static string FromConfiguration(IDistributedApplicationBuilder builder, string name)
    {
        var key = $"Parameters:{name}";
        var plainKey = $"Parameters:{name.Replace('-', '_')}";
        return builder.Configuration[key]
            ?? builder.Configuration[plainKey]
            ?? throw new DistributedApplicationException(
                $"Parameter '{name}' has no value. Set it for yourself with: dotnet user-secrets set \"{key}\" <value> "
                    + $"--project {builder.AppHostDirectory} (read in the Development environment), or give it to this "
                    + $"run as {plainKey.Replace(":", "__", StringComparison.Ordinal)}=<value> in the environment."
            );
    }
}
