using GreenMl.Contracts.Common.V1;
using GreenMl.Messaging.Tests.Service;
using MassTransit;

namespace GreenMl.Messaging.Tests.Sagas;

/// <summary>Starts an order.</summary>
public sealed record OrderPlaced(Guid OrderId, JobProgress Detail);

/// <summary>Adds one item to an order.</summary>
public sealed record ItemAdded(Guid OrderId);

/// <summary>Asks the warehouse, in the same service, to send the order.</summary>
public sealed record ShipOrder(Guid OrderId);

/// <summary>The warehouse has sent it.</summary>
public sealed record OrderShipped(Guid OrderId);

/// <summary>The saga says that all is done.</summary>
public sealed record OrderClosed(Guid OrderId, int Items);

/// <summary>Asks the saga to say after some seconds that the order is closed.</summary>
public sealed record CloseLater(Guid OrderId, int Seconds);

/// <summary>Ends the order and forgets it.</summary>
public sealed record OrderForgotten(Guid OrderId);

/// <summary>An order, with a protobuf message inside.</summary>
public sealed class Order : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public int Version { get; set; }

    public string CurrentState { get; set; } = "";

    public int Items { get; set; }

    public JobProgress? Detail { get; set; }
}

/// <summary>Placed, then items, then shipped by the warehouse, then closed.</summary>
public sealed class OrderMachine : MassTransitStateMachine<Order>
{
    public OrderMachine(WarehouseAddress warehouse)
    {
        InstanceState(order => order.CurrentState);
        Event(() => Placed, x => x.CorrelateById(context => context.Message.OrderId));
        Event(() => Item, x => x.CorrelateById(context => context.Message.OrderId));
        Event(() => Shipped, x => x.CorrelateById(context => context.Message.OrderId));
        Event(() => Later, x => x.CorrelateById(context => context.Message.OrderId));
        Event(() => Forgotten, x => x.CorrelateById(context => context.Message.OrderId));
        Initially(
            When(Placed)
                .Then(context => context.Saga.Detail = context.Message.Detail)
                .Send(warehouse.Uri, context => new ShipOrder(context.Saga.CorrelationId))
                .TransitionTo(Shipping)
        );
        During(
            Shipping,
            When(Item).Then(context => context.Saga.Items++),
            When(Shipped)
                .Publish(context => new OrderClosed(context.Saga.CorrelationId, context.Saga.Items))
                .TransitionTo(Closed)
        );
        During(Closed, When(Item).Then(context => context.Saga.Items++), Ignore(Shipped));
        DuringAny(
            When(Later)
                .ThenAsync(context =>
                    context.SchedulePublish(
                        TimeSpan.FromSeconds(context.Message.Seconds),
                        new OrderClosed(context.Saga.CorrelationId, context.Saga.Items)
                    )
                ),
            When(Forgotten).Finalize()
        );
        SetCompletedWhenFinalized();
    }

    public State Shipping { get; private set; } = null!;

    public State Closed { get; private set; } = null!;

    public Event<OrderPlaced> Placed { get; private set; } = null!;

    public Event<ItemAdded> Item { get; private set; } = null!;

    public Event<OrderShipped> Shipped { get; private set; } = null!;

    public Event<CloseLater> Later { get; private set; } = null!;

    public Event<OrderForgotten> Forgotten { get; private set; } = null!;
}

/// <summary>Where the warehouse receives.</summary>
public sealed record WarehouseAddress(string Name)
{
    public Uri Uri => new($"queue:{Name}");
}

/// <summary>Ships at once.</summary>
public sealed class Warehouse(Outbox outbox) : IConsumer<ShipOrder>
{
    public Task Consume(ConsumeContext<ShipOrder> context) =>
        outbox.WriteOnceAsync(
            context,
            nameof(Warehouse),
            async (session, messages) =>
            {
                await Notebook.AddAsync(session, context.Message.OrderId.ToString());
                messages.Publish(new OrderShipped(context.Message.OrderId));
            }
        );
}
