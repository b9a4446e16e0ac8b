using GreenMl.Messaging.Sagas;
using GreenMl.Messaging.Tests.Service;
using GreenMl.Sql;
using Microsoft.Extensions.DependencyInjection;

namespace GreenMl.Messaging.Tests.Sagas;

/// <summary>Orders, their warehouse, and a recorder of the closed ones, on one queue.</summary>
internal static class OrderService
{
    public static Task<TestService> StartAsync(string queue, Database database) =>
        TestService.StartAsync(
            queue,
            database,
            bus =>
            {
                bus.AddSingleton(new WarehouseAddress(queue));
                bus.AddSagaStateMachine<OrderMachine, Order>().DatabaseRepository(order => order.CurrentState);
                bus.AddConsumer<Warehouse>();
                bus.AddConsumer<RecordingConsumer<OrderClosed>>();
            }
        );
}
