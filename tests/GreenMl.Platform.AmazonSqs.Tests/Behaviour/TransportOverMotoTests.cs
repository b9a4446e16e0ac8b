using GreenMl.Platform.AmazonSqs.Tests.Endpoints;

namespace GreenMl.Platform.AmazonSqs.Tests.Behaviour;

[RequiresCommand(MotoEndpoint.ServerCommand)]
public sealed class TransportOverMotoTests(MotoEndpoint endpoint)
    : TransportSuite(endpoint),
        IClassFixture<MotoEndpoint>;
