using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.DataCuration.Datasets;
using GreenMl.DataCuration.Drivers.Local;
using GreenMl.Jobs;
using GreenMl.Messaging;
using GreenMl.Pipelines;
using GreenMl.ServiceDefaults;
using GreenMl.ServiceDefaults.Errors;

namespace GreenMl.DataCuration;

/// <summary>What the service is made of.</summary>
internal static class DataCurationService
{
    private const string Name = "data-curation";

    private static readonly JobKind<DatasetSpec, DatasetVersion> Kind = new(
        "data set",
        Phase.Curation,
        spec => [.. DatasetRules.Check(spec, "spec").Select(broken => new Violation(broken.Field, broken.Rule))],
        (job, version) => new DatasetCurated(job, version)
    );

    extension(IHostApplicationBuilder builder)
    {
        public void AddDataCuration()
        {
            builder.AddServiceDefaults();
            builder.AddMessaging(
                Queues.DataCuration,
                builder.Store(Name),
                bus =>
                {
                    bus.AddConsumer<CurateDatasetConsumer>();
                    bus.AddConsumer<CancelJobConsumer<DatasetSpec, DatasetVersion>>();
                },
                typeof(DatasetCurated),
                typeof(JobFailed),
                typeof(JobProgressed)
            );
            builder.AddJobs(Kind);
            builder.AddLocalDriver(Name);
        }
    }

    extension(WebApplication app)
    {
        public void MapDataCuration()
        {
            app.MapServiceDefaults();
            app.MapGrpcService<DatasetsEndpoint>();
        }
    }
}
