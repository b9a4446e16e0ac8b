using GreenMl.Datasets;
using GreenMl.Workers;

namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>What a data set must have to be of use.</summary>
internal static class OutcomeRules
{
    /// <summary>Refuses an outcome that nothing can be learned from or measured on.</summary>
    /// <exception cref="WorkerFailureException">A rule is broken.</exception>
    public static void Check(Examples examples, CurationOutcome outcome)
    {
        var classes = outcome.Kept(DatasetSplits.Train).Select(i => examples.Labels[i]).Distinct().Count();
        if (classes < 2)
        {
            throw new WorkerFailureException(
                WorkerFailureException.InvalidData,
                $"The train split has {classes} classes after curation: at least 2 are needed. Give more rows."
            );
        }

        if (outcome.Kept(DatasetSplits.Test).Length == 0)
        {
            throw new WorkerFailureException(
                WorkerFailureException.InvalidData,
                "The test split has no rows: give more rows, a larger 'test_fraction', or a test set."
            );
        }
    }
}
