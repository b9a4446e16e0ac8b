using Google.Protobuf;
using GreenMl.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GreenMl.Jobs;

/// <summary>Adds the job engine of a phase.</summary>
public static class JobsRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Adds the store, the runner and the requests for jobs of one kind. The driver is added beside it.</summary>
        public void AddJobs<TSpec, TResult>(JobKind<TSpec, TResult> kind)
            where TSpec : class, IMessage<TSpec>, new()
            where TResult : class, IMessage<TResult>, new()
        {
            builder.Services.AddOptions<JobsOptions>().BindConfiguration(JobsOptions.Section).ValidateOnStart();
            builder.Services.AddSingleton<IValidateOptions<JobsOptions>, JobsOptionsValidator>();
            builder.Services.AddSingleton(kind);
            builder.Services.AddSingleton<JobStore<TSpec, TResult>>();
            builder.AddMigration<JobStore<TSpec, TResult>>((store, token) => store.MigrateAsync(token));
            builder.Services.AddSingleton<JobIntake<TSpec, TResult>>();
            builder.Services.AddSingleton<JobVerdict<TSpec, TResult>>();
            builder.Services.AddSingleton<JobCancellation<TSpec, TResult>>();
            builder.Services.AddSingleton(services => new JobRequests<TSpec, TResult>(
                services.GetRequiredService<JobStore<TSpec, TResult>>(),
                kind,
                services.GetRequiredService<JobIntake<TSpec, TResult>>(),
                services.GetRequiredService<JobCancellation<TSpec, TResult>>(),
                services.GetRequiredService<JobBoard>()
            ));
            builder.Services.AddSingleton<JobAttempt<TSpec, TResult>>();
            builder.Services.AddSingleton<JobProgressFeed>();
            builder.Services.AddSingleton<JobDoorbell>();
            builder.Services.AddSingleton<JobBoard>();
            builder.Services.AddSingleton<ProgressPublisher>();
            builder.Services.AddHostedService(services => services.GetRequiredService<ProgressPublisher>());
            builder.Services.AddHostedService<JobRunner<TSpec, TResult>>();
        }

        /// <summary>Adds the options that say how to start a worker on this machine.</summary>
        public void AddWorkerOptions()
        {
            builder.Services.AddOptions<WorkerOptions>().BindConfiguration(WorkerOptions.Section).ValidateOnStart();
            builder.Services.AddSingleton<IValidateOptions<WorkerOptions>, WorkerOptionsValidator>();
        }

        /// <summary>Adds the workers of <paramref name="service"/> on this machine.</summary>
        public void AddLocalWorker(string service)
        {
            builder.AddWorkerOptions();
            builder.Services.AddSingleton(services =>
            {
                var home = services.GetRequiredService<ServiceHome>();
                return new LocalWorker(
                    home.JobsDirectory(service),
                    Path.Combine(home.LogsDirectory, "jobs"),
                    services.GetRequiredService<IOptions<WorkerOptions>>().Value
                );
            });
        }
    }
}
