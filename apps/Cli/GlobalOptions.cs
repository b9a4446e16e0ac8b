using System.CommandLine;
using GreenMl.Cli.Connections;

namespace GreenMl.Cli;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print JSON for programs: results on standard output, errors on standard error",
        Recursive = true,
    };

    private readonly Option<string?> _home = new("--home")
    {
        Description = "The folder of the installation; default GREENML_HOME, else the nearest .greenml upward",
        HelpName = "folder",
        Recursive = true,
    };

    private readonly Dictionary<string, Option<string?>> _addresses = ServiceName.All.ToDictionary(
        service => service,
        service => new Option<string?>($"--{service}")
        {
            Description =
                $"The address of {service}; default GREENML_{service.ToUpperInvariant()}, else as the AppHost lists it",
            HelpName = "url",
            Recursive = true,
        }
    );

    public void AddTo(RootCommand root)
    {
        root.Add(_json);
        root.Add(_home);
        foreach (var option in _addresses.Values)
        {
            root.Add(option);
        }
    }

    public bool IsJson(ParseResult parse) => parse.GetValue(_json);

    public Installation FindInstallation(ParseResult parse, Surroundings surroundings) =>
        Installation.Find(
            parse.GetValue(_home),
            _addresses.ToDictionary(pair => pair.Key, pair => parse.GetValue(pair.Value)),
            surroundings
        );
}
