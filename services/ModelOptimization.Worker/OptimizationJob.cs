using System.Text.Json;
using GreenMl.Footprint;
using GreenMl.Footprint.Tables;
using GreenMl.ModelOptimization.Worker.Passes;
using GreenMl.ModelOptimization.Worker.Variants;
using GreenMl.Workers;

namespace GreenMl.ModelOptimization.Worker;

/// <summary>
/// Runs one optimization job: make candidates, measure them beside the original, put the cheapest accepted one into a
/// bundle. A repeated attempt finds the passes of the one before in the checkpoints and measures anew.
/// </summary>
internal sealed class OptimizationJob(WorkerContext context)
{
    private readonly VariantReports _reports = new(PowerModel.OfThisMachine(FactorTables.Load()));

    /// <summary>Does the work.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var parameters = OptimizationParameters.From(context.Parameters);
        ClearModelDirectory();
        var input = await LoadAsync(parameters, cancellationToken);
        var passes = new PassSequence(input, parameters, context);
        var candidates = await passes.RunAsync(cancellationToken);
        var trial = new Trial(input, new Guard(parameters.MaximumAccuracyDrop), context.Journal);
        var variants = trial.Run(candidates, cancellationToken);
        var choice = Choice.Of(variants, passes.Decisions);
        var offline = parameters.OptimizesOffline
            ? await OptimizeOfflineAsync(trial, choice.Chosen, variants[0], cancellationToken)
            : null;
        await CompleteAsync(parameters, input, choice, offline, cancellationToken);
    }

    /// <summary>An attempt that was killed may have left some files.</summary>
    private void ClearModelDirectory()
    {
        Directory.Delete(context.Layout.ModelDirectory, recursive: true);
        Directory.CreateDirectory(context.Layout.ModelDirectory);
    }

    private async Task<OptimizationInput> LoadAsync(
        OptimizationParameters parameters,
        CancellationToken cancellationToken
    )
    {
        using var step = context.Journal.BeginStep("load", 0, 0.05);
        return await OptimizationInput.LoadAsync(context.Layout, parameters, cancellationToken);
    }

    private async Task<MeasuredVariant> OptimizeOfflineAsync(
        Trial trial,
        MeasuredVariant chosen,
        MeasuredVariant original,
        CancellationToken cancellationToken
    )
    {
        var directory = context.Layout.CheckpointDirectory;
        var graph = await RuntimeGraph.OptimizeAsync(chosen.Candidate.Model, directory, cancellationToken);
        return trial.RunOffline(chosen, graph.Model, original, cancellationToken);
    }

    private async Task CompleteAsync(
        OptimizationParameters parameters,
        OptimizationInput input,
        Choice choice,
        MeasuredVariant? offline,
        CancellationToken cancellationToken
    )
    {
        using var step = context.Journal.BeginStep("bundle", 0.97, 1);
        var assembly = new BundleAssembly(input, parameters.Name, context.Layout.ModelDirectory, _reports);
        var bundle = await assembly.SaveAsync(choice.Chosen, offline, cancellationToken);
        IEnumerable<MeasuredVariant> variants = offline is null ? choice.Variants : choice.Variants.Append(offline);
        var report = new OptimizationReport(
            bundle.Id,
            [.. variants.Select(_reports.Of)],
            choice.Chosen.Candidate.Name,
            choice.Decisions
        );
        await WriteResultAsync(report, cancellationToken);
    }

    /// <summary>Last and in one step: the service takes the presence of the file as the end of the work.</summary>
    private async Task WriteResultAsync(OptimizationReport report, CancellationToken cancellationToken)
    {
        var temporary = $"{context.Layout.ResultFile}.partial";
        var json = JsonSerializer.SerializeToUtf8Bytes(report, OptimizationJson.Default.OptimizationReport);
        await File.WriteAllBytesAsync(temporary, json, cancellationToken);
        File.Move(temporary, context.Layout.ResultFile, overwrite: true);
    }
}
