using GreenMl.Messaging.Sagas;
using GreenMl.Sql;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GreenMl.Messaging;

/// <summary>Connects a service to the bus.</summary>
public static class MessagingRegistration
{
    // The host gives its services five seconds to stop.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ConsumerStopTimeout = TimeSpan.FromSeconds(3);

    // So long do messages stay hidden that a killed process was working on. Slow consumers renew it.
    private const int VisibilityTimeoutSeconds = 10;

    private static readonly int[] RetryDelaysMs = [20, 50, 100, 200, 500, 1000];

    // Of the messages that want one saga at the same time, one wins each round. So there must be more rounds than
    // messages in flight for one saga, over all processes of the service.
    private const int ConflictRounds = 40;
    private const int ShortestConflictDelayMs = 5;
    private const int LongestConflictDelayMs = 200;

    extension(IHostApplicationBuilder builder)
    {
        /// <summary>
        /// Adds the bus on Amazon SQS and SNS with one queue for everything the service receives, the <see cref="Outbox"/>
        /// with its delivery, and the tables for them. The environment (<c>AWS_REGION</c>, <c>AWS_ENDPOINT_URL</c>, the
        /// credentials) says where the bus is. The health check <c>masstransit-bus</c>, tagged <c>ready</c>, fails until
        /// the queue and its subscriptions are declared. A message whose consumer fails seven times goes to
        /// <c>{queue}_error</c>.
        /// </summary>
        /// <param name="queue">The service's queue.</param>
        /// <param name="database">The service's database; registered, so that others can ask for it, too.</param>
        /// <param name="consumers">Adds consumers and sagas; all of them receive from <paramref name="queue"/>.</param>
        /// <param name="published">
        /// The events that the service publishes. Their topics are declared when the bus starts, before anything is sent.
        /// </param>
        public void AddMessaging(
            string queue,
            Func<IServiceProvider, Database> database,
            Action<IBusRegistrationConfigurator> consumers,
            params Type[] published
        )
        {
            builder.Services.AddSingleton(database);
            builder.AddMessaging(queue, consumers, published);
        }

        /// <inheritdoc cref="AddMessaging(IHostApplicationBuilder, string, Func{IServiceProvider, Database}, Action{IBusRegistrationConfigurator}, Type[])"/>
        public void AddMessaging(
            string queue,
            Database database,
            Action<IBusRegistrationConfigurator> consumers,
            params Type[] published
        )
        {
            builder.Services.AddSingleton(database);
            builder.AddMessaging(queue, consumers, published);
        }

        private void AddMessaging(string queue, Action<IBusRegistrationConfigurator> consumers, Type[] published)
        {
            var services = builder.Services;
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<Outbox>();
            services.AddSingleton<BusReadiness>();
            services.AddScoped<SagaTransaction>();
            services.AddScoped<IOutboxContextFactory<SagaTransaction>, SagaOutboxContextFactory>();
            services.AddSingleton<IValidateOptions<MessagingOptions>, MessagingOptionsValidator>();
            services.AddOptions<MessagingOptions>().BindConfiguration(MessagingOptions.Section).ValidateOnStart();
            services.Configure<MassTransitHostOptions>(options =>
            {
                options.StopTimeout = StopTimeout;
                options.ConsumerStopTimeout = ConsumerStopTimeout;
            });
            services.AddHostedService<MessagingMigration>();
            services.AddMassTransit(bus =>
            {
                bus.DisableUsageTelemetry();
                bus.AddDelayedMessageScheduler();
                consumers(bus);
                bus.UsingAmazonSqs((context, configurator) => ConfigureBus(configurator, context, queue, published));
            });
            services.AddBusObserver(provider => provider.GetRequiredService<BusReadiness>());
            services.AddHostedService<OutboxDelivery>();
        }
    }

    private static void ConfigureBus(
        IAmazonSqsBusFactoryConfigurator bus,
        IBusRegistrationContext context,
        string queue,
        Type[] published
    )
    {
        var options = context.GetRequiredService<IOptions<MessagingOptions>>().Value;
        bus.UseDefaultHost();
        bus.WaitTimeSeconds = (ushort)options.WaitTimeSeconds;
        bus.PrefetchCount = options.ConcurrentMessages;
        bus.ConcurrentMessageLimit = options.ConcurrentMessages;
        bus.ConfigureJsonSerializerOptions(MessageJson.Extend);
        bus.UseDelayedMessageScheduler();
        bus.DeployPublishTopology = true;
        foreach (var type in published)
        {
            bus.PublishTopology.GetMessageTopology(type);
        }

        bus.ReceiveEndpoint(queue, endpoint => ConfigureEndpoint(endpoint, context));
    }

    private static void ConfigureEndpoint(
        IAmazonSqsReceiveEndpointConfigurator endpoint,
        IBusRegistrationContext context
    )
    {
        endpoint.QueueAttributes["VisibilityTimeout"] = VisibilityTimeoutSeconds;
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<SagaConflictException>();
            retry.Intervals(RetryDelaysMs);
        });
        // Stands before the outbox, so that a saga that lost a race is read again.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<SagaConflictException>();
            retry.Intervals(ConflictDelaysMs());
        });
        endpoint.ConnectSagaConfigurationObserver(
            new OutboxConsumePipeSpecificationObserver<SagaTransaction>(endpoint, context)
        );
        endpoint.ConfigureConsumers(context);
        endpoint.ConfigureSagas(context);
    }

    /// <summary>Other delays in each process, so that two of them do not meet again and again.</summary>
    private static int[] ConflictDelaysMs()
    {
        var random = new Random(Environment.ProcessId);
        return
        [
            .. Enumerable
                .Range(0, ConflictRounds)
                .Select(_ => random.Next(ShortestConflictDelayMs, LongestConflictDelayMs)),
        ];
    }
}
