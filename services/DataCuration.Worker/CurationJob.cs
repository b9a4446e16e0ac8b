using GreenMl.DataCuration.Worker.Curation;
using GreenMl.Datasets;
using GreenMl.Workers;

namespace GreenMl.DataCuration.Worker;

/// <summary>Runs one curation job: land the source, find duplicates, decide about every row, write the data set.</summary>
internal sealed class CurationJob(WorkerContext context)
{
    private readonly StepClock _clock = new(context.Journal, TimeProvider.System);

    /// <summary>Does the work. A repeated attempt starts from the beginning and gives the same bytes.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var recipe = CurationRecipe.From(context);
        ClearModelDirectory();
        var table = await _clock.MeasureAsync(
            "land",
            0,
            0.4,
            step => recipe.Source.LandAsync(fraction => step.Report(fraction), cancellationToken)
        );
        var examples = new Examples(table);
        var clusters = await _clock.MeasureAsync(
            "deduplicate",
            0.4,
            0.8,
            step =>
                Task.FromResult(
                    DuplicateClusters.Find(
                        examples,
                        recipe.Policy.Deduplication,
                        fraction => step.Report(fraction),
                        cancellationToken
                    )
                )
        );
        var outcome = await _clock.MeasureAsync(
            "split",
            0.8,
            0.85,
            _ => Task.FromResult(Curator.Decide(examples, clusters, recipe.Policy))
        );
        OutcomeRules.Check(examples, outcome);
        var manifest = await _clock.MeasureAsync(
            "write",
            0.85,
            1,
            step => WriteAsync(recipe, table, examples, outcome, step, cancellationToken)
        );
        var result = CurationReport.Of(manifest, table, examples, outcome, recipe.Policy) with
        {
            Timings = _clock.Timings,
        };
        await result.WriteAsync(context.Layout.ResultFile, cancellationToken);
    }

    /// <summary>An attempt that was killed may have left some files.</summary>
    private void ClearModelDirectory()
    {
        Directory.Delete(context.Layout.ModelDirectory, recursive: true);
        Directory.CreateDirectory(context.Layout.ModelDirectory);
    }

    private async Task<DatasetManifest> WriteAsync(
        CurationRecipe recipe,
        SourceTable table,
        Examples examples,
        CurationOutcome outcome,
        WorkerStep step,
        CancellationToken cancellationToken
    )
    {
        var writer = new DatasetWriter(context.Layout.ModelDirectory, examples.Schema);
        foreach (var split in DatasetSplits.All)
        {
            await writer.AddSplitAsync(examples.Take(split, outcome.Kept(split)), cancellationToken);
            step.Report(0.5);
        }

        await writer.AddDecisionsAsync(DecisionRows.Of(table, outcome), cancellationToken);
        return await writer.CompleteAsync(recipe.ToManifest(examples), table.Parents, cancellationToken);
    }
}
