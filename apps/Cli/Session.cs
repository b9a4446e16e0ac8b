using GreenMl.Cli.Connections;
using GreenMl.Cli.Output;
using GreenMl.Contracts.Ledger.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Contracts.Training.V1;
using HostingEndpoints = GreenMl.Contracts.Hosting.V1.Endpoints;

namespace GreenMl.Cli;

/// <summary>What one command works with: the installation, the services and the printer.</summary>
internal sealed class Session(Surroundings surroundings, Installation installation, bool isJson) : IDisposable
{
    public Surroundings Surroundings { get; } = surroundings;

    public Installation Installation { get; } = installation;

    public Printer Printer { get; } = new(surroundings.Output, isJson);

    public ServiceChannels Channels { get; } = new(installation);

    public async Task<PipelineRuns.PipelineRunsClient> RunsAsync(CancellationToken cancellationToken) =>
        new(await Channels.InvokerAsync(ServiceName.Governance, cancellationToken));

    public async Task<Ledger.LedgerClient> LedgerAsync(CancellationToken cancellationToken) =>
        new(await Channels.InvokerAsync(ServiceName.Governance, cancellationToken));

    public async Task<Contracts.Datasets.V1.Datasets.DatasetsClient> DatasetsAsync(
        CancellationToken cancellationToken
    ) => new(await Channels.InvokerAsync(ServiceName.Curation, cancellationToken));

    public async Task<TrainingJobs.TrainingJobsClient> TrainingAsync(CancellationToken cancellationToken) =>
        new(await Channels.InvokerAsync(ServiceName.Training, cancellationToken));

    public async Task<OptimizationJobs.OptimizationJobsClient> OptimizationAsync(CancellationToken cancellationToken) =>
        new(await Channels.InvokerAsync(ServiceName.Optimization, cancellationToken));

    public async Task<HostingEndpoints.EndpointsClient> EndpointsAsync(CancellationToken cancellationToken) =>
        new(await Channels.InvokerAsync(ServiceName.Hosting, cancellationToken));

    /// <summary>Says something that is not a result: where it does not mix with results.</summary>
    public Task NoteAsync(string text) => Printer.IsJson ? Task.CompletedTask : Surroundings.Error.WriteLineAsync(text);

    public void Dispose() => Channels.Dispose();
}
