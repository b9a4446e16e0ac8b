using GreenMl.Cli.Output;
using GreenMl.Contracts.Ledger.V1;

namespace GreenMl.Cli.Runs;

/// <summary>A receipt with commands as they are typed here.</summary>
internal sealed class PrintedReceipt
{
    private readonly Session _session;
    private readonly Receipt _receipt;
    private readonly string _text;
    private readonly string _html;

    public PrintedReceipt(Session session, GetReceiptResponse response)
    {
        _session = session;
        _receipt = response.Receipt.Clone();
        _receipt.PredictCommand = session.Surroundings.Typed(_receipt.PredictCommand);
        _text = session.Surroundings.TypedLines(response.Text).TrimEnd();
        _html = response.Html;
    }

    public async Task PrintAsync()
    {
        if (_session.Printer.IsJson)
        {
            await _session.Printer.WriteJsonAsync("receipt", _receipt);
            return;
        }

        await _session.Printer.WriteLineAsync();
        await _session.Printer.WriteLineAsync(_text);
        if (!_text.Contains(_receipt.PredictCommand, StringComparison.Ordinal))
        {
            await _session.Printer.WriteLineAsync();
            await _session.Printer.WriteLineAsync(_receipt.PredictCommand);
        }
    }

    public Task WriteJsonAsync(string file, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(PathOf(file), Printer.ToJson(_receipt) + "\n", cancellationToken);

    public Task WriteHtmlAsync(string file, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(PathOf(file), _html, cancellationToken);

    private string PathOf(string file) => Path.GetFullPath(file, _session.Surroundings.CurrentDirectory);
}
