namespace GreenMl.Cli;

/// <summary>What the exit code tells; <c>greenml --help</c> lists them.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int Failed = 1;
    public const int InvalidInput = 2;
    public const int NotFound = 3;
    public const int Unreachable = 4;
    public const int Unauthenticated = 5;
    public const int Interrupted = 130;

    public const string Explanation = """
        Exit codes:
          0    done
          1    the work failed, or cannot be done now
          2    the command line, the pipeline or another input is not valid
          3    there is no such run, job, data set or endpoint
          4    a service does not answer
          5    the API key is missing or unknown
          130  interrupted; a run that was watched goes on
        """;
}
