namespace GreenMl.Platform.AmazonSqs.Tests.Endpoints;

/// <summary>moto's server: an implementation of SQS and SNS that nobody here wrote. It keeps everything in memory.</summary>
public sealed class MotoEndpoint : ServiceEndpoint
{
    public const string ServerCommand = "moto_server";

    protected override IReadOnlyList<string> Command => [ServerCommand, "-H", "127.0.0.1", "-p", $"{Port}"];

    protected override string ReadyMark => "Running on";

    protected override bool CanRun => GreenMl.Testing.Commands.Exists(ServerCommand);
}
