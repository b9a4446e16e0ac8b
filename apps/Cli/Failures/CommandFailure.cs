namespace GreenMl.Cli.Failures;

/// <summary>One field, key or option at fault.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Rule">Value, rule and remedy, reading on after the field.</param>
/// <param name="File">The pipeline file or override that holds it, if one does.</param>
/// <param name="Line">The line in the file, from 1; 0 when there is none.</param>
/// <param name="Column">The column in the file, from 1; 0 when there is none.</param>
internal sealed record FailureDetail(string Field, string Rule, string? File = null, int Line = 0, int Column = 0)
{
    public override string ToString()
    {
        var place = File is null ? "" : $"{File}{(Line == 0 ? "" : $":{Line}:{Column}")}: ";
        return $"{place}{Field} {Rule}.";
    }
}

/// <summary>A command ends without success. What is expected to go wrong ends up here and is printed once.</summary>
internal sealed class CommandFailure(int exitCode, string code, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The stable name of the reason, for programs.</summary>
    public string Code { get; } = code;

    public IReadOnlyList<FailureDetail> Details { get; init; } = [];

    /// <summary>What to do next; null when the message says it.</summary>
    public string? Remedy { get; init; }

    public static CommandFailure InvalidInput(string message) =>
        new(ExitCodes.InvalidInput, "INVALID_ARGUMENT", message);

    /// <summary>A service cannot be reached, or not be found.</summary>
    public static CommandFailure Unreachable(string message) =>
        new(ExitCodes.Unreachable, "UNAVAILABLE", message)
        {
            Remedy = "Is the AppHost running? Start it with: dotnet run --project AppHost",
        };
}
