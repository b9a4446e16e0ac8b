using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Contracts.Training.V1;
using GreenMl.Jobs;
using GreenMl.Messaging;
using GreenMl.Pipelines;
using GreenMl.ServiceDefaults;
using GreenMl.ServiceDefaults.Errors;
using GreenMl.TrainingOrchestration.Drivers.Local;
using GreenMl.TrainingOrchestration.Jobs;

namespace GreenMl.TrainingOrchestration;

/// <summary>What the service is made of.</summary>
internal static class TrainingOrchestrationService
{
    private const string Name = "training-orchestration";

    private static readonly JobKind<TrainingSpec, TrainedModel> Kind = new(
        "training job",
        Phase.Training,
        spec => [.. TrainingRules.Check(spec, "spec").Select(broken => new Violation(broken.Field, broken.Rule))],
        (job, model) => new TrainingCompleted(job, model)
    );

    extension(IHostApplicationBuilder builder)
    {
        public void AddTrainingOrchestration()
        {
            builder.AddServiceDefaults();
            builder.AddMessaging(
                Queues.TrainingOrchestration,
                builder.Store(Name),
                bus =>
                {
                    bus.AddConsumer<TrainModelConsumer>();
                    bus.AddConsumer<CancelJobConsumer<TrainingSpec, TrainedModel>>();
                },
                typeof(TrainingCompleted),
                typeof(JobFailed),
                typeof(JobProgressed)
            );
            builder.AddJobs(Kind);
            builder.AddLocalDriver(Name);
        }
    }

    extension(WebApplication app)
    {
        public void MapTrainingOrchestration()
        {
            app.MapServiceDefaults();
            app.MapGrpcService<TrainingJobsEndpoint>();
        }
    }
}
