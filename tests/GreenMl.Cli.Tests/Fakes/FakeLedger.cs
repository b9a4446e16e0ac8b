using GreenMl.Contracts.Ledger.V1;
using GreenMl.Contracts.Pipelines.V1;
using Grpc.Core;

namespace GreenMl.Cli.Tests.Fakes;

/// <summary>Receipts of the runs of a <see cref="FakeGovernance"/>.</summary>
internal sealed class FakeLedger(FakeGovernance governance) : Ledger.LedgerBase
{
    public override Task<GetReceiptResponse> GetReceipt(GetReceiptRequest request, ServerCallContext context)
    {
        var run = governance.Find(request.RunId);
        if (run.State is not (RunState.Completed or RunState.Failed or RunState.Cancelled))
        {
            throw new RpcException(new(StatusCode.FailedPrecondition, $"The run is {run.State}."));
        }

        var receipt = new Receipt
        {
            RunId = run.RunId,
            Name = run.Spec.Name,
            State = run.State,
            EndpointName = run.EndpointName,
            Failure = run.Failure,
        };
        var text = $"Receipt of {receipt.Name}: {receipt.State}\n";
        if (run.State == RunState.Completed)
        {
            receipt.PredictCommand = "greenml predict glyphs --dataset object://datasets/d1 --row 0";
            text += $"\nTry it\n  {receipt.PredictCommand}\n";
        }

        return Task.FromResult(
            new GetReceiptResponse
            {
                Receipt = receipt,
                Text = text,
                Html = "<!doctype html><title>Receipt</title>",
            }
        );
    }
}
