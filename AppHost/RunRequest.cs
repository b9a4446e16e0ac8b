using System.Diagnostics.CodeAnalysis;

namespace GreenMl.AppHost;

/// <summary>What the command line asks for.</summary>
internal sealed record RunRequest
{
    /// <summary>The exit code for a command line that is not understood.</summary>
    public const int UsageExitCode = 2;

    private const string Usage = """
        usage: dotnet run --project AppHost [-- [--run <pipeline.yaml> [--exit] [--receipt <file.json>]] [--<key>=<value> ...]]
          --run      submits the pipeline, shows its progress and prints the receipt; then goes on serving
          --exit     ends after the receipt: exit code 0 if the run completed
          --receipt  writes the receipt as JSON
          --key=value sets configuration, such as --GREENML_HOME=<folder> or --DcpPublisher:RandomizePorts=true
        """;

    /// <summary>The pipeline file to run, if any.</summary>
    public string? Pipeline { get; private init; }

    /// <summary>Whether everything ends when the pipeline has.</summary>
    public bool ExitAfterRun { get; private init; }

    /// <summary>Where the receipt goes, if anywhere.</summary>
    public string? Receipt { get; private init; }

    /// <summary>The arguments for the host: configuration.</summary>
    public string[] HostArguments { get; private init; } = [];

    /// <summary>Reads the command line; says on standard error what is wrong with it.</summary>
    public static bool TryParse(string[] args, [NotNullWhen(true)] out RunRequest? request)
    {
        try
        {
            request = Parse([.. args]).Checked();
            return true;
        }
        catch (FormatException problem)
        {
            Console.Error.WriteLine(problem.Message);
            Console.Error.WriteLine(Usage);
            request = null;
            return false;
        }
    }

    private static RunRequest Parse(ReadOnlySpan<string> args) =>
        args switch
        {
            [] => new RunRequest(),
            ["--run", var file, .. var rest] when !IsOption(file) => Parse(rest) with { Pipeline = file },
            ["--receipt", var file, .. var rest] when !IsOption(file) => Parse(rest) with { Receipt = file },
            ["--exit", .. var rest] => Parse(rest) with { ExitAfterRun = true },
            ["--run" or "--receipt", ..] => throw new FormatException($"{args[0]} needs a file."),
            [var setting, .. var rest] when IsOption(setting) && setting.Contains('=', StringComparison.Ordinal) =>
                Parse(rest).WithHostArguments(setting),
            [var key, var value, .. var rest] when IsOption(key) && !IsOption(value) => Parse(rest)
                .WithHostArguments(key, value),
            _ => throw new FormatException($"The argument '{args[0]}' is not understood."),
        };

    private static bool IsOption(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

    private RunRequest WithHostArguments(params string[] arguments) =>
        this with
        {
            HostArguments = [.. arguments, .. HostArguments],
        };

    private RunRequest Checked()
    {
        if (Pipeline is null && (ExitAfterRun || Receipt is not null))
        {
            throw new FormatException("--exit and --receipt belong to a run: add --run <pipeline.yaml>.");
        }

        if (Pipeline is not null && !File.Exists(Pipeline))
        {
            throw new FormatException($"--run: there is no file {Path.GetFullPath(Pipeline)}.");
        }

        return this;
    }
}
