namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states of a resource.</summary>
public static class KnownResourceStates
{
    /// <summary>It waits for the resources that it depends on.</summary>
    public static readonly string Waiting = "Waiting";

    /// <summary>Its process is being started, or is to be started again after a crash.</summary>
    public static readonly string Starting = "Starting";

    /// <summary>Its process runs.</summary>
    public static readonly string Running = "Running";

    /// <summary>Its process was asked to end.</summary>
    public static readonly string Stopping = "Stopping";

    /// <summary>Its process was stopped.</summary>
    public static readonly string Exited = "Exited";

    /// <summary>Its process ended by itself, with exit code 0, as a process without endpoints may.</summary>
    public static readonly string Finished = "Finished";

    /// <summary>It could not be started, and no further try is made.</summary>
    public static readonly string FailedToStart = "FailedToStart";

    /// <summary>The states that are not left any more.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}
