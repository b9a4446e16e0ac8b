namespace GreenMl.Workers;

/// <summary>Work that cannot succeed however often it is tried, with a reason for programs and a message for people.</summary>
/// <param name="reason">One of the constants of this class.</param>
/// <param name="message">What is wrong, by which rule, and what to do.</param>
/// <param name="innerException">What it was first.</param>
public sealed class WorkerFailureException(string reason, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>A parameter of the job breaks a rule.</summary>
    public const string InvalidParameter = "INVALID_PARAMETER";

    /// <summary>The input data breaks a rule.</summary>
    public const string InvalidData = "INVALID_DATA";

    /// <summary>The model is damaged, hostile or uses what is not supported.</summary>
    public const string InvalidModel = "INVALID_MODEL";

    /// <summary>A fault of the worker itself.</summary>
    public const string Internal = "INTERNAL";

    /// <summary>Stable, in capitals, made for programs.</summary>
    public string Reason { get; } = reason;
}
