namespace GreenMl.Cli;

/// <summary>The process around a command: its terminal, variables, folder and clock.</summary>
internal sealed record Surroundings
{
    private const string Name = "greenml";
    private const string NameVariable = "GREENML_COMMAND";

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether the output is a terminal that can be drawn on.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>Reads an environment variable.</summary>
    public required Func<string, string?> Variable { get; init; }

    public required string CurrentDirectory { get; init; }

    public required TimeProvider Time { get; init; }

    public static Surroundings OfProcess() =>
        new()
        {
            Output = Console.Out,
            Error = Console.Error,
            IsInteractive = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb",
            Variable = Environment.GetEnvironmentVariable,
            CurrentDirectory = Environment.CurrentDirectory,
            Time = TimeProvider.System,
        };

    /// <summary>A command line as it must be typed here: its leading <c>greenml</c> replaced by <c>GREENML_COMMAND</c>.</summary>
    public string Typed(string command) =>
        command.StartsWith(Name + " ", StringComparison.Ordinal) && Variable(NameVariable) is { Length: > 0 } typed
            ? typed + command[Name.Length..]
            : command;

    /// <summary>A text with every line that is a command line as it must be typed here.</summary>
    public string TypedLines(string text) =>
        string.Join(
            '\n',
            text.Split('\n')
                .Select(line =>
                {
                    var command = line.TrimStart(' ');
                    return line[..^command.Length] + Typed(command);
                })
        );
}
