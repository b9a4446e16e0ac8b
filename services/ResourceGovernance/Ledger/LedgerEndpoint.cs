using GreenMl.Contracts.Ledger.V1;
using GreenMl.Messaging.Sagas;
using GreenMl.ResourceGovernance.Receipts;
using GreenMl.ResourceGovernance.Runs;
using GreenMl.ServiceDefaults.Errors;
using Grpc.Core;
using WireLedger = GreenMl.Contracts.Ledger.V1.Ledger;

namespace GreenMl.ResourceGovernance.Ledger;

/// <summary>The wire of the ledger and of receipts.</summary>
internal sealed class LedgerEndpoint(LedgerStore ledger, SagaStore<RunSaga> sagas) : WireLedger.LedgerBase
{
    public override async Task<ListLedgerEntriesResponse> ListLedgerEntries(
        ListLedgerEntriesRequest request,
        ServerCallContext context
    )
    {
        var (size, before) = RequestRules.Page(request.PageSize, request.PageToken);
        var rows = await ledger.ListAsync(request.RunId, before, size + 1, context.CancellationToken);
        return new()
        {
            Entries = { rows.Take(size).Select(row => row.Entry) },
            NextPageToken = rows.Count > size ? RequestRules.PageToken(rows[size - 1].Sequence) : "",
        };
    }

    public override async Task<GetReceiptResponse> GetReceipt(GetReceiptRequest request, ServerCallContext context)
    {
        var run = Guid.TryParse(request.RunId, out var id)
            ? await sagas.FindAsync(id, context.CancellationToken)
            : null;
        if (run is null)
        {
            throw RpcErrors.NotFound("pipeline run", request.RunId, "List the runs to see their ids.");
        }

        if (run.Receipt is not { } receipt)
        {
            throw RpcErrors.FailedPrecondition(
                request.RunId,
                $"The run is {RunView.State(run)}; its receipt is written when it has ended. Watch the run until then."
            );
        }

        return new()
        {
            Receipt = receipt,
            Text = ReceiptText.Write(receipt),
            Html = ReceiptHtml.Write(receipt),
        };
    }
}
