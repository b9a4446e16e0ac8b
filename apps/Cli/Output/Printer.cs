using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Google.Protobuf;

namespace GreenMl.Cli.Output;

/// <summary>Prints results: text for people, or one JSON document a line for programs.</summary>
internal sealed class Printer(TextWriter output, bool isJson)
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    public bool IsJson { get; } = isJson;

    /// <summary>A message as JSON, defaults included, in one line.</summary>
    public static string ToJson(IMessage message) => Formatter.Format(message);

    public Task WriteLineAsync(string line = "") => output.WriteLineAsync(line);

    /// <summary>A message under a name: <c>{"run":{…}}</c>.</summary>
    public Task WriteJsonAsync(string name, IMessage message) =>
        output.WriteLineAsync($"{{\"{name}\":{ToJson(message)}}}");

    /// <summary>A list of messages under a name: <c>{"runs":[…]}</c>.</summary>
    public Task WriteJsonAsync(string name, IEnumerable<IMessage> messages) =>
        output.WriteLineAsync($"{{\"{name}\":[{string.Join(',', messages.Select(ToJson))}]}}");

    public Task WriteJsonAsync<T>(T document, JsonTypeInfo<T> type) =>
        output.WriteLineAsync(JsonSerializer.Serialize(document, type));

    /// <summary>Rows of cells in columns as wide as their widest cell; the first row is the header.</summary>
    public async Task WriteTableAsync(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] all = [header, .. rows];
        var widths = header.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            var cells = row.Select((cell, column) => cell.PadRight(widths[column]));
            await output.WriteLineAsync(string.Join("  ", cells).TrimEnd());
        }
    }

    /// <summary>Names and values, one pair a line; pairs without a value are left out.</summary>
    public async Task WriteFieldsAsync(params IEnumerable<(string Name, string Value)> fields)
    {
        var present = fields.Where(field => field.Value.Length > 0).ToArray();
        var width = present.Max(field => field.Name.Length);
        foreach (var (name, value) in present)
        {
            await output.WriteLineAsync($"{name.PadRight(width)}  {value}");
        }
    }
}
