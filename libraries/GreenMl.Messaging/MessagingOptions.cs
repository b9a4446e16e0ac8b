using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GreenMl.Messaging;

/// <summary>How a service receives from its queue: the section <c>Messaging</c> of its configuration.</summary>
public sealed class MessagingOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Messaging";

    /// <summary>
    /// Messages that are received and consumed at the same time, 1 to 256. Default 8. A message waits in the queue, where
    /// another process can take it, until one of these places is free.
    /// </summary>
    [Range(1, 256)]
    public int ConcurrentMessages { get; set; } = 8;

    /// <summary>
    /// How long one receive call waits for a message, in seconds, 0 to 20. Default 20: an idle service makes three calls a
    /// minute. A message that arrives ends the wait.
    /// </summary>
    [Range(0, 20)]
    public int WaitTimeSeconds { get; set; } = 20;
}

[OptionsValidator]
internal sealed partial class MessagingOptionsValidator : IValidateOptions<MessagingOptions>;
