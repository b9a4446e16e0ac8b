using GreenMl.Cli.Connections;
using GreenMl.Contracts.Ledger.V1;
using GreenMl.Contracts.Pipelines.V1;

namespace GreenMl.Cli.Runs;

/// <summary>Follows a run to its end and prints its receipt.</summary>
internal sealed class RunWatch(Session session)
{
    /// <summary>Where the receipt is written as JSON; nowhere when null.</summary>
    public string? ReceiptFile { get; init; }

    /// <summary>Whether the run was just submitted, so that the service is known to be there.</summary>
    public bool IsNew { get; init; }

    /// <returns>The exit code: whether the run completed.</returns>
    public async Task<int> FollowAsync(string runId, CancellationToken cancellationToken)
    {
        try
        {
            var run = await WatchAsync(runId, cancellationToken);
            await PrintReceiptAsync(run, cancellationToken);
            return run.State == RunState.Completed ? ExitCodes.Success : ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var typed = session.Surroundings.Typed;
            await session.NoteAsync($"No longer watching; run {runId} goes on.");
            await session.NoteAsync($"  watch it again:  {typed($"greenml runs watch {runId}")}");
            await session.NoteAsync($"  cancel it:       {typed($"greenml runs cancel {runId}")}");
            return ExitCodes.Interrupted;
        }
    }

    /// <summary>Whether no other state follows.</summary>
    public static bool IsFinal(RunState state) => state is RunState.Completed or RunState.Failed or RunState.Cancelled;

    private Task<PipelineRun> WatchAsync(string runId, CancellationToken cancellationToken)
    {
        if (session.Printer.IsJson)
        {
            return WatchAsync(runId, run => session.Printer.WriteJsonAsync("run", run), cancellationToken);
        }

        if (session.Surroundings.IsInteractive)
        {
            return ProgressTable.ShowAsync(
                session.Surroundings.Output,
                show => WatchAsync(runId, show, cancellationToken)
            );
        }

        var lines = new ProgressLines(session.Surroundings.Output, session.Surroundings.Time);
        return WatchAsync(runId, lines.WriteAsync, cancellationToken);
    }

    private async Task<PipelineRun> WatchAsync(
        string runId,
        Func<PipelineRun, Task> show,
        CancellationToken cancellationToken
    )
    {
        var stream = new ResumedStream<WatchPipelineRunResponse>
        {
            Open = async token =>
                (await session.RunsAsync(token)).WatchPipelineRun(
                    new WatchPipelineRunRequest { RunId = runId },
                    cancellationToken: token
                ),
            IsLast = response => IsFinal(response.Run.State),
            Broken = problem => session.NoteAsync($"The connection to governance broke ({problem}); trying again."),
            Time = session.Surroundings.Time,
            IsPatientAtFirst = IsNew,
        };
        PipelineRun? last = null;
        await foreach (var response in stream.ReadAsync(cancellationToken))
        {
            if (!response.Run.Equals(last))
            {
                last = response.Run;
                await show(last);
            }
        }

        return last!;
    }

    private async Task PrintReceiptAsync(PipelineRun run, CancellationToken cancellationToken)
    {
        var client = await session.LedgerAsync(cancellationToken);
        var response = await client.GetReceiptAsync(
            new GetReceiptRequest { RunId = run.RunId },
            cancellationToken: cancellationToken
        );
        var receipt = new PrintedReceipt(session, response);
        await receipt.PrintAsync();
        if (ReceiptFile is not null)
        {
            await receipt.WriteJsonAsync(ReceiptFile, cancellationToken);
        }
    }
}
