using GreenMl.Platform.Broker.Hosting;
using GreenMl.Platform.Broker.Messages;
using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Queues;
using GreenMl.Platform.Broker.Security;
using GreenMl.Platform.Broker.Storage;
using GreenMl.Platform.Broker.Topics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace GreenMl.Platform.Broker;

/// <summary>The composition root.</summary>
internal static class BrokerApplication
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    extension(WebApplicationBuilder builder)
    {
        public WebApplicationBuilder AddBroker()
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
            var services = builder.Services;
            services.AddOptions<BrokerOptions>().BindConfiguration(BrokerOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<BrokerOptions>, BrokerOptionsValidator>();
            services.AddSingleton<IValidateOptions<BrokerOptions>, BrokerKeysValidator>();
            services.AddSingleton<IConfigureOptions<KestrelServerOptions>, AddressGuard>();
            services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
            services.TryAddSingleton(TimeProvider.System);
            AddStore(services);
            AddQueues(services);
            AddTopics(services);
            services.AddSingleton<RequestBodies>().AddSingleton<SignatureCheck>();
            services.AddSingleton<SqsOperations>().AddSingleton<SnsOperations>().AddSingleton<AwsEndpoint>();
            if (builder.Configuration[StandardInputWatch.Variable] == "1")
            {
                services.AddHostedService<StandardInputWatch>();
            }

            return builder;
        }
    }

    extension(WebApplication app)
    {
        public WebApplication MapBroker()
        {
            app.MapGet("/alive", (RequestDelegate)AnswerHealthyAsync);
            app.MapGet("/health", (RequestDelegate)CheckWriterAsync);
            app.MapPost("/{**path}", (RequestDelegate)app.Services.GetRequiredService<AwsEndpoint>().HandleAsync);
            return app;
        }
    }

    private static Task AnswerHealthyAsync(HttpContext http) =>
        http.Response.WriteAsync("Healthy", http.RequestAborted);

    /// <summary>Healthy means that a request still gets through the writer.</summary>
    private static async Task CheckWriterAsync(HttpContext http)
    {
        try
        {
            await http.RequestServices.GetRequiredService<GroupCommit>().RunAsync(_ => true, http.RequestAborted);
            await AnswerHealthyAsync(http);
        }
        catch (AwsException e)
        {
            http.Response.StatusCode = e.Status;
            await http.Response.WriteAsync("Unhealthy: " + e.Message, http.RequestAborted);
        }
    }

    private static void AddStore(IServiceCollection services)
    {
        services.AddSingleton<GroupCommit>().AddSingleton<Doorbells>();
        services.AddHostedService(provider => provider.GetRequiredService<GroupCommit>());
        services.AddHostedService<Retention>();
    }

    private static void AddQueues(IServiceCollection services)
    {
        services.AddSingleton<QueueNames>().AddSingleton<RedriveRules>().AddSingleton<QueueOperations>();
        services.AddSingleton<QueueAttributeOperations>().AddSingleton<QueueTagOperations>();
        services.AddSingleton<InFlightLimit>().AddSingleton<DeadLetters>();
        services.AddSingleton<Sending>().AddSingleton<Receiving>().AddSingleton<Settling>();
    }

    private static void AddTopics(IServiceCollection services)
    {
        services.AddSingleton<TopicNames>().AddSingleton<TopicOperations>();
        services.AddSingleton<SubscriptionOperations>().AddSingleton<Publishing>();
    }
}
