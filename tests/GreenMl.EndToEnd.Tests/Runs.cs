using GreenMl.Contracts.Ledger.V1;
using GreenMl.Contracts.Pipelines.V1;
using Grpc.Core;

namespace GreenMl.EndToEnd.Tests;

/// <summary>Submits runs and waits for them as a patient client does.</summary>
internal static class Runs
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Generated data, few rows and epochs: a whole run in seconds.</summary>
    public static PipelineSpec ASpec(string name, ulong seed = 1) =>
        new()
        {
            Name = name,
            Data = new()
            {
                Glyphs = new() { Rows = 2500 },
                Seed = seed,
            },
            Train = new()
            {
                Model = "cnn-small",
                MaxEpochs = 4,
                Seed = seed,
            },
            Optimize = new() { Seed = seed, MaxAccuracyDrop = 0.02 },
            Host = new() { Name = name },
        };

    public static async Task<string> SubmitAsync(Installation installation, PipelineSpec spec)
    {
        var client = new PipelineRuns.PipelineRunsClient(installation.Call("governance"));
        var request = new CreatePipelineRunRequest { IdempotencyKey = Guid.NewGuid().ToString(), Spec = spec };
        return (await client.CreatePipelineRunAsync(request)).Run.RunId;
    }

    /// <summary>Watches a run until <paramref name="isSo"/>; a watch that breaks is opened again.</summary>
    public static async Task<PipelineRun> UntilAsync(
        Installation installation,
        string runId,
        Func<PipelineRun, bool> isSo
    )
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (true)
        {
            try
            {
                var client = new PipelineRuns.PipelineRunsClient(installation.Call("governance"));
                using var watch = client.WatchPipelineRun(new() { RunId = runId }, cancellationToken: patience.Token);
                await foreach (var state in watch.ResponseStream.ReadAllAsync(patience.Token))
                {
                    if (isSo(state.Run) || IsOver(state.Run))
                    {
                        return state.Run;
                    }
                }
            }
            catch (RpcException e) when (e.StatusCode is not StatusCode.NotFound && !patience.IsCancellationRequested)
            {
                await Task.Delay(Pause, TimeProvider.System, patience.Token);
            }
        }
    }

    public static Task<PipelineRun> EndAsync(Installation installation, string runId) =>
        UntilAsync(installation, runId, IsOver);

    public static async Task<Receipt> ReceiptAsync(Installation installation, string runId)
    {
        var client = new Ledger.LedgerClient(installation.Call("governance"));
        return (await client.GetReceiptAsync(new() { RunId = runId })).Receipt;
    }

    private static bool IsOver(PipelineRun run) =>
        run.State is RunState.Completed or RunState.Failed or RunState.Cancelled;
}
