using GreenMl.Platform.AmazonSqs.Tests.Endpoints;

namespace GreenMl.Platform.AmazonSqs.Tests.Behaviour;

public sealed class TransportOverBrokerTests(BrokerEndpoint endpoint)
    : TransportSuite(endpoint),
        IClassFixture<BrokerEndpoint>;
