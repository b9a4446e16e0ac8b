using System.Diagnostics.Tracing;
using GreenMl.Platform.AmazonSqs.Tests.Behaviour;
using GreenMl.Platform.AmazonSqs.Tests.Endpoints;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GreenMl.Platform.AmazonSqs.Tests.Golden;

/// <summary>Nothing leaves the process but calls to the configured endpoint.</summary>
public sealed class ConnectionTests(BrokerEndpoint endpoint) : IClassFixture<BrokerEndpoint>
{
    [Fact]
    public async Task A_bus_connects_to_its_endpoint_and_to_nothing_else()
    {
        using var connections = new ConnectionListener();
        var received = new Inbox<int>();
        await using (
            var bus = await TestBus.StartAsync(
                endpoint.Url,
                "connections",
                (_, cfg) =>
                    cfg.ReceiveEndpoint(
                        "connections",
                        e => e.Handler<StepCompleted>(async x => await received.AddAsync(x.Message.Number))
                    )
            )
        )
        {
            await bus.Bus.Publish(new StepCompleted(1));
            await received.NextAsync();

            // It would report five minutes after the start.
            var telemetry = bus.Services.GetRequiredService<IOptions<UsageTelemetryOptions>>();
            Assert.False(telemetry.Value.Enabled);
        }

        Assert.NotEmpty(connections.Addresses);
        // Other tests of this process talk to endpoints of their own, all of them on loopback.
        Assert.All(
            connections.Addresses,
            x => Assert.Contains("127.0.0.1", MappedAddress(x), StringComparison.Ordinal)
        );
    }

    // The runtime writes InterNetwork:16:{port,port,127,0,0,1,…} or the mapped IPv6 form.
    private static string MappedAddress(string address) =>
        address.Contains("127,0,0,1", StringComparison.Ordinal) ? "127.0.0.1" : address;

    private sealed class ConnectionListener : EventListener
    {
        private readonly Lock _gate = new();
        private readonly List<string> _addresses = [];

        public IReadOnlyList<string> Addresses
        {
            get
            {
                lock (_gate)
                {
                    return [.. _addresses];
                }
            }
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Net.Sockets")
            {
                EnableEvents(eventSource, EventLevel.Informational);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData is { EventName: "ConnectStart", Payload: [string address, ..] })
            {
                lock (_gate)
                {
                    _addresses.Add(address);
                }
            }
        }
    }
}
