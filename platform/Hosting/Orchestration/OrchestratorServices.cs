using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GreenMl.Platform.Hosting.Orchestration;

internal static class OrchestratorServices
{
    extension(IServiceCollection services)
    {
        public void AddOrchestrator(IEnumerable<IResource> resources, string appHostDirectory)
        {
            services.AddSingleton(new ResourceModel([.. resources], appHostDirectory));
            services.AddSingleton(_ => new ResourceNotificationService());
            services.AddSingleton<IValidateOptions<OrchestratorOptions>, OrchestratorOptionsValidator>();
            services.AddOptions<OrchestratorOptions>().BindConfiguration(OrchestratorOptions.Section).ValidateOnStart();
            services.AddHostedService<Orchestrator>();
            services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
            // The orchestrator keeps its own, shorter limit; this one only ends a stop that hangs.
            services
                .AddOptions<HostOptions>()
                .Configure<IOptions<OrchestratorOptions>>(
                    (host, own) => host.ShutdownTimeout = TimeSpan.FromSeconds(own.Value.StopLimitSeconds + 10)
                );
        }
    }
}
