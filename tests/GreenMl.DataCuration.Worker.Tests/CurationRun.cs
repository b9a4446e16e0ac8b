using GreenMl.Datasets;
using GreenMl.Footprint;
using GreenMl.Footprint.Metering;
using GreenMl.Footprint.Tables;
using GreenMl.Workers;

namespace GreenMl.DataCuration.Worker.Tests;

/// <summary>One job of the worker, run in this process on folders of its own.</summary>
internal sealed class CurationRun
{
    private CurationRun(string directory, CurationResult result, DatasetManifest manifest, DecisionTable decisions) =>
        (Directory, Result, Manifest, Decisions) = (directory, result, manifest, decisions);

    /// <summary>The folder of the data set.</summary>
    public string Directory { get; }

    public CurationResult Result { get; }

    public DatasetManifest Manifest { get; }

    public DecisionTable Decisions { get; }

    /// <summary>Runs a job; of parameters with one name the last one counts.</summary>
    public static async Task<CurationRun> OfAsync(string root, params (string Name, string Value)[] parameters)
    {
        var layout = new WorkerLayout(root);
        layout.CreateOutputDirectories();
        var meter = WorkMeter.OfThisProcess(PowerModel.OfThisMachine(FactorTables.Load()), TimeProvider.System);
        var context = new WorkerContext(
            layout,
            new Hyperparameters(
                parameters.GroupBy(pair => pair.Name).ToDictionary(group => group.Key, group => group.Last().Value)
            ),
            new WorkerJournal(layout, TextWriter.Null, meter, TimeProvider.System)
        );
        await new CurationJob(context).RunAsync(CancellationToken.None);
        return new CurationRun(
            layout.ModelDirectory,
            await CurationResult.ReadAsync(layout.ResultFile, CancellationToken.None),
            await DatasetManifest.ReadAsync(layout.ModelDirectory, CancellationToken.None),
            await DatasetReader.ReadDecisionsAsync(layout.ModelDirectory, CancellationToken.None)
        );
    }

    public Task<DatasetTensors> ReadAsync(string split) =>
        DatasetReader.ReadAsync(Directory, split, CancellationToken.None);

    /// <summary>The decision about a row of a source.</summary>
    public RowDecision Decision(int row, int chunk = 0) =>
        Assert.Single(Decisions.Rows, decision => decision.Source == new RowKey(chunk, row));

    /// <summary>The number of rows of each reason.</summary>
    public int Count(string reason) => Decisions.Rows.Count(decision => decision.Reason == reason);
}
