using GreenMl.Contracts.Hosting.V1;
using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.InferenceHosting.Drivers.Local;
using GreenMl.InferenceHosting.Endpoints;
using GreenMl.Jobs;
using GreenMl.Messaging;
using GreenMl.Pipelines;
using GreenMl.ServiceDefaults;
using GreenMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;
using Endpoint = GreenMl.Contracts.Hosting.V1.Endpoint;

namespace GreenMl.InferenceHosting;

/// <summary>What the service is made of.</summary>
internal static class InferenceHostingService
{
    private const string Name = "inference-hosting";

    private static readonly JobKind<EndpointSpec, Endpoint> Kind = new(
        "deployment",
        Phase.Hosting,
        spec => [.. EndpointRules.Check(spec, "spec").Select(broken => new Violation(broken.Field, broken.Rule))],
        (job, endpoint) => new EndpointDeployed(job, endpoint)
    );

    extension(IHostApplicationBuilder builder)
    {
        public void AddInferenceHosting()
        {
            builder.AddServiceDefaults();
            builder.AddMessaging(
                Queues.InferenceHosting,
                builder.Store(Name),
                bus =>
                {
                    bus.AddConsumer<DeployEndpointConsumer>();
                    bus.AddConsumer<CancelJobConsumer<EndpointSpec, Endpoint>>();
                },
                typeof(EndpointDeployed),
                typeof(JobFailed),
                typeof(JobProgressed)
            );
            builder.AddJobs(Kind);
            builder.AddEndpoints();
            builder.AddLocalDriver();
        }

        private void AddEndpoints()
        {
            builder.Services.AddOptions<HostingOptions>().BindConfiguration(HostingOptions.Section).ValidateOnStart();
            builder.Services.AddSingleton<IValidateOptions<HostingOptions>, HostingOptionsValidator>();
            builder.Services.AddSingleton<EndpointStore>();
            builder.AddMigration<EndpointStore>((store, token) => store.MigrateAsync(token));
            builder.Services.AddSingleton<EndpointBoard>();
            builder.Services.AddSingleton<EndpointRequests>();
        }
    }

    extension(WebApplication app)
    {
        public void MapInferenceHosting()
        {
            app.MapServiceDefaults();
            app.MapGrpcService<EndpointsEndpoint>();
        }
    }
}
