using GreenMl.Testing;

namespace GreenMl.Messaging.Tests.Service;

/// <summary>One broker for every test that needs a bus; these tests run one after the other.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    public BrokerProcess Broker { get; } = new();

    public async Task InitializeAsync()
    {
        await Broker.StartAsync();
        // As in production, the environment says where the bus is.
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", Broker.Url);
        Environment.SetEnvironmentVariable("AWS_REGION", "us-east-1");
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
    }

    public async Task DisposeAsync() => await Broker.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class BrokerTests : ICollectionFixture<BrokerFixture>
{
    public const string Name = "broker";
}
