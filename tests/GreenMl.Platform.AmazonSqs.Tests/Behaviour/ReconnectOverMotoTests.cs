using GreenMl.Platform.AmazonSqs.Tests.Endpoints;

namespace GreenMl.Platform.AmazonSqs.Tests.Behaviour;

[RequiresCommand(MotoEndpoint.ServerCommand)]
public sealed class ReconnectOverMotoTests() : ReconnectSuite(new MotoEndpoint());
