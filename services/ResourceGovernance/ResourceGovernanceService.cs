using GreenMl.Contracts.Messages;
using GreenMl.Jobs;
using GreenMl.Messaging;
using GreenMl.Messaging.Sagas;
using GreenMl.ResourceGovernance.Ledger;
using GreenMl.ResourceGovernance.Receipts;
using GreenMl.ResourceGovernance.Runs;
using GreenMl.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Options;

namespace GreenMl.ResourceGovernance;

/// <summary>What the service is made of.</summary>
internal static class ResourceGovernanceService
{
    private const string Name = "resource-governance";

    extension(IHostApplicationBuilder builder)
    {
        public void AddResourceGovernance()
        {
            builder.AddServiceDefaults();
            builder.AddMessaging(Queues.ResourceGovernance, builder.Store(Name), AddConsumers);
            builder.AddRuns();
            builder.AddLedger();
        }

        private void AddRuns()
        {
            builder.Services.AddOptions<SiteOptions>().BindConfiguration(SiteOptions.Section).ValidateOnStart();
            builder.Services.AddSingleton<IValidateOptions<SiteOptions>, SiteOptionsValidator>();
            builder.Services.AddSingleton<RunStore>();
            builder.AddMigration<RunStore>((runs, token) => runs.MigrateAsync(token));
            builder.Services.AddSingleton<RunBoard>();
            builder.Services.AddSingleton<RunMeter>();
            builder.Services.AddSingleton<ReceiptFactory>();
            builder.Services.AddConsumeObserver<RunChangeObserver>();
        }

        private void AddLedger()
        {
            builder.Services.AddSingleton<LedgerStore>();
            builder.AddMigration<LedgerStore>((ledger, token) => ledger.MigrateAsync(token));
        }
    }

    extension(WebApplication app)
    {
        public void MapResourceGovernance()
        {
            app.MapServiceDefaults();
            app.MapGrpcService<PipelineRunsEndpoint>();
            app.MapGrpcService<LedgerEndpoint>();
        }
    }

    private static void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddSagaStateMachine<RunMachine, RunSaga>().DatabaseRepository(run => run.CurrentState);
        bus.AddConsumer<LedgerConsumer>();
        bus.AddConsumer<JobProgressedConsumer>();
    }
}
