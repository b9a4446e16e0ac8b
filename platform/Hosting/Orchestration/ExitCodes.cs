namespace GreenMl.Platform.Hosting.Orchestration;

internal static class ExitCodes
{
    private const int SignalBase = 128;

    /// <summary>An exit code in words: processes that a signal ended have 128 plus its number.</summary>
    public static string Describe(int exitCode) =>
        (exitCode - SignalBase) switch
        {
            2 => "was interrupted (SIGINT)",
            6 => "aborted (SIGABRT)",
            9 => "was killed (SIGKILL)",
            11 => "crashed (SIGSEGV)",
            15 => "was stopped (SIGTERM)",
            _ => $"ended with exit code {exitCode}",
        };
}
