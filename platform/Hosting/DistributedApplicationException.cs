namespace Aspire.Hosting;

/// <summary>The application is described wrongly, or what it needs is missing. The message names the remedy.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>An error without a message.</summary>
    public DistributedApplicationException() { }

    /// <summary>An error that a person can act on.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    public DistributedApplicationException(string message)
        : base(message) { }

    /// <summary>An error that a person can act on.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="inner">What caused it.</param>
    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner) { }
}
