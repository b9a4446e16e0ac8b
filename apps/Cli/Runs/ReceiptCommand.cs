using System.CommandLine;
using GreenMl.Contracts.Ledger.V1;

namespace GreenMl.Cli.Runs;

/// <summary><c>greenml receipt</c>: prints what a run cost.</summary>
internal static class ReceiptCommand
{
    public static Command Create(CommandBinding binding)
    {
        var id = new Argument<string>("run") { Description = "The id of the run" };
        var html = new Option<string?>("--html") { Description = "Writes the receipt as a web page to this file" };
        var json = new Option<string?>("--out") { Description = "Writes the receipt as JSON to this file" };
        html.HelpName = json.HelpName = "file";
        var command = new Command("receipt", "Prints what a run cost and what it saved") { id, html, json };
        binding.Bind(
            command,
            async (session, parse, cancellationToken) =>
            {
                var client = await session.LedgerAsync(cancellationToken);
                var response = await client.GetReceiptAsync(
                    new GetReceiptRequest { RunId = parse.GetRequiredValue(id) },
                    cancellationToken: cancellationToken
                );
                var receipt = new PrintedReceipt(session, response);
                await receipt.PrintAsync();
                if (parse.GetValue(html) is { } htmlFile)
                {
                    await receipt.WriteHtmlAsync(htmlFile, cancellationToken);
                }

                if (parse.GetValue(json) is { } jsonFile)
                {
                    await receipt.WriteJsonAsync(jsonFile, cancellationToken);
                }

                return ExitCodes.Success;
            }
        );
        return command;
    }
}
