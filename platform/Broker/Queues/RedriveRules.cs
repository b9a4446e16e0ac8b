using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Queues;

/// <summary>Which queue may be the dead-letter queue of another.</summary>
internal sealed class RedriveRules(QueueNames names)
{
    /// <exception cref="AwsException">InvalidParameterValue.</exception>
    public void Check(Transaction transaction, string name, bool fifo, QueueAttributes attributes)
    {
        if (attributes.Redrive is not { } redrive)
        {
            return;
        }

        var text = attributes.Values[QueueAttributeNames.RedrivePolicy];
        var target = names.FromArn(redrive.DeadLetterTargetArn) is { } targetName
            ? QueueTable.Find(transaction, targetName)
            : null;
        if (target is null)
        {
            throw RedrivePolicy.Invalid(text, "Dead letter target does not exist.");
        }

        if (target.IsFifo != fifo)
        {
            throw RedrivePolicy.Invalid(text, "Dead-letter queue must be same type of queue as the source queue.");
        }

        if (!target.Attributes.AllowsRedriveFrom(names.Arn(name)))
        {
            throw RedrivePolicy.Invalid(
                text,
                $"The RedriveAllowPolicy of {target.Name} does not allow {name} as a source queue."
            );
        }
    }
}
