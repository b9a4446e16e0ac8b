using GreenMl.Cli.Failures;

namespace GreenMl.Cli.Connections;

/// <summary>The folder that an installation of GreenMl keeps everything in, as far as clients read it.</summary>
internal sealed record Installation
{
    private const string FolderName = ".greenml";
    private const string HomeVariable = "GREENML_HOME";
    private const string KeyVariable = "GREENML_API_KEY";

    public required string Home { get; init; }

    /// <summary>Addresses of services given on the command line or by variables, by service.</summary>
    public required IReadOnlyDictionary<string, string> Addresses { get; init; }

    /// <summary>The key given by variable; the file counts when it is null.</summary>
    public required string? GivenKey { get; init; }

    public string ResourcesFile => Path.Combine(Home, "state", "resources.json");

    public string ObjectsDirectory => Path.Combine(Home, "objects");

    private string KeyFile => Path.Combine(Home, "api-key");

    /// <summary>
    /// Finds the home: as given, else GREENML_HOME, else the <c>.greenml</c> of the nearest folder upward that has one.
    /// </summary>
    public static Installation Find(
        string? givenHome,
        IReadOnlyDictionary<string, string?> givenAddresses,
        Surroundings surroundings
    )
    {
        var home = NotEmpty(givenHome) ?? NotEmpty(surroundings.Variable(HomeVariable));
        var addresses = new Dictionary<string, string>();
        foreach (var (service, given) in givenAddresses)
        {
            var variable = $"GREENML_{service.ToUpperInvariant()}";
            if ((NotEmpty(given) ?? NotEmpty(surroundings.Variable(variable))) is { } address)
            {
                addresses[service] = CheckAddress(service, address);
            }
        }

        return new Installation
        {
            Home = Path.GetFullPath(home ?? FindUpward(surroundings.CurrentDirectory), surroundings.CurrentDirectory),
            Addresses = addresses,
            GivenKey = NotEmpty(surroundings.Variable(KeyVariable)),
        };
    }

    /// <summary>Where a service listens for gRPC. The listing is read anew: a service may move when it is started again.</summary>
    /// <exception cref="CommandFailure">No address is known.</exception>
    public async Task<string> AddressOfAsync(string service, CancellationToken cancellationToken)
    {
        if (Addresses.TryGetValue(service, out var given))
        {
            return given;
        }

        var listing = await ResourceListing.ReadAsync(ResourcesFile, cancellationToken);
        var resource = listing?.Resources.FirstOrDefault(resource => resource.Name == service);
        if (resource?.Endpoints.GetValueOrDefault("grpc") is { } address)
        {
            return CheckAddress(service, address);
        }

        var reason = listing is null ? "does not exist" : $"does not list {service}";
        throw CommandFailure.Unreachable(
            $"the address of {service} is not known: {ResourcesFile} {reason} (another home: --home; an address: --{service})"
        );
    }

    /// <summary>The API key; null when there is none, and the service will say that it wants one.</summary>
    public async Task<string?> ReadKeyAsync(CancellationToken cancellationToken) =>
        GivenKey ?? (File.Exists(KeyFile) ? (await File.ReadAllTextAsync(KeyFile, cancellationToken)).Trim() : null);

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string FindUpward(string start)
    {
        for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var candidate = Path.Combine(folder, FolderName);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return Path.Combine(start, FolderName);
    }

    private static string CheckAddress(string service, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? address
            : throw CommandFailure.InvalidInput(
                $"the address of {service} is '{address}': give a URL such as http://127.0.0.1:5201"
            );
}
