using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Jobs;
using GreenMl.Messaging;
using GreenMl.ModelOptimization.Drivers.Local;
using GreenMl.ModelOptimization.Optimizations;
using GreenMl.Pipelines;
using GreenMl.ServiceDefaults;
using GreenMl.ServiceDefaults.Errors;

namespace GreenMl.ModelOptimization;

/// <summary>What the service is made of.</summary>
internal static class ModelOptimizationService
{
    private const string Name = "model-optimization";

    private static readonly JobKind<OptimizationSpec, OptimizedModel> Kind = new(
        "optimization job",
        Phase.Optimization,
        spec => [.. OptimizationRules.Check(spec, "spec").Select(broken => new Violation(broken.Field, broken.Rule))],
        (job, result) => new ModelOptimized(job, result)
    );

    extension(IHostApplicationBuilder builder)
    {
        public void AddModelOptimization()
        {
            builder.AddServiceDefaults();
            builder.AddMessaging(
                Queues.ModelOptimization,
                builder.Store(Name),
                bus =>
                {
                    bus.AddConsumer<OptimizeModelConsumer>();
                    bus.AddConsumer<CancelJobConsumer<OptimizationSpec, OptimizedModel>>();
                },
                typeof(ModelOptimized),
                typeof(JobFailed),
                typeof(JobProgressed)
            );
            builder.AddJobs(Kind);
            builder.AddLocalDriver(Name);
        }
    }

    extension(WebApplication app)
    {
        public void MapModelOptimization()
        {
            app.MapServiceDefaults();
            app.MapGrpcService<OptimizationJobsEndpoint>();
        }
    }
}
