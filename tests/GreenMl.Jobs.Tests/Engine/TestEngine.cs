using GreenMl.Contracts.Training.V1;
using GreenMl.Messaging;
using GreenMl.Sql;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GreenMl.Jobs.Tests.Engine;

/// <summary>The job engine of a service: everything but the bus is as in the product, and the bus is in memory.</summary>
internal sealed class TestEngine : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IHost _host;
    private bool _isStarted;

    private TestEngine(IHost host) => _host = host;

    public JobRequests<TrainingSpec, TrainedModel> Requests => Get<JobRequests<TrainingSpec, TrainedModel>>();

    public JobIntake<TrainingSpec, TrainedModel> Intake => Get<JobIntake<TrainingSpec, TrainedModel>>();

    public TestStore Store => Get<TestStore>();

    public IHostApplicationLifetime Lifetime => Get<IHostApplicationLifetime>();

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Builds an engine without starting it: jobs are accepted and wait.</summary>
    public static TestEngine Create(
        Database database,
        IJobDriver<TrainingSpec, TrainedModel> driver,
        Action<JobsOptions>? configure = null,
        Action<IBusRegistrationConfigurator>? consumers = null,
        Action<IServiceCollection>? services = null
    )
    {
        LogContext.Current = null;
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton<Outbox>();
        builder.Services.AddSingleton(driver);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            consumers?.Invoke(bus);
            bus.UsingInMemory((context, configurator) => configurator.ConfigureEndpoints(context));
        });
        builder.AddJobs(Jobs.Kind);
        builder.Services.Configure<JobsOptions>(options =>
        {
            options.CrashBackoffSeconds = 0;
            configure?.Invoke(options);
        });
        services?.Invoke(builder.Services);
        return new(builder.Build());
    }

    public static async Task<TestEngine> StartAsync(
        Database database,
        IJobDriver<TrainingSpec, TrainedModel> driver,
        Action<JobsOptions>? configure = null,
        Action<IBusRegistrationConfigurator>? consumers = null
    )
    {
        var engine = Create(database, driver, configure, consumers);
        await engine.StartAsync();
        return engine;
    }

    public async Task StartAsync()
    {
        await _host.StartAsync();
        _isStarted = true;
    }

    public Task StopAsync() => _host.StopAsync();

    public Task<TestJob> SubmitAsync(string model = "mlp") =>
        Requests.CreateAsync(Guid.NewGuid().ToString(), Jobs.ASpec(model), CancellationToken.None);

    /// <summary>The job once it has ended.</summary>
    public async Task<TestJob> EndAsync(Guid jobId) => await UntilAsync(jobId, job => job.IsFinished);

    /// <summary>The job once it is as <paramref name="isSo"/> says.</summary>
    public async Task<TestJob> UntilAsync(Guid jobId, Func<TestJob, bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var states = await Requests.WatchAsync(jobId.ToString(), patience.Token);
        await foreach (var job in states)
        {
            if (isSo(job))
            {
                return job;
            }
        }

        throw new InvalidOperationException($"Job {jobId} ended otherwise.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            await _host.StopAsync();
        }

        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
