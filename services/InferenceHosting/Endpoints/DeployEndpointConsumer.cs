using GreenMl.Contracts.Messages;
using MassTransit;

namespace GreenMl.InferenceHosting.Endpoints;

/// <summary>Accepts a deployment on command. The job's id makes a repeated command the same deployment.</summary>
internal sealed class DeployEndpointConsumer(EndpointRequests requests) : IConsumer<DeployEndpoint>
{
    public Task Consume(ConsumeContext<DeployEndpoint> context) =>
        requests.AcceptAsync(
            context.Message.JobId,
            context.Message.RunId,
            context.Message.Spec,
            context.CancellationToken
        );
}
