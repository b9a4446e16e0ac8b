using System.Globalization;
using System.Text;

namespace GreenMl.Footprint.Tables;

/// <summary>
/// A comma-separated table with a header row: RFC 4180 quoting, lines that start with <c>#</c> are comments.
/// </summary>
internal static class CsvTable
{
    public const int MaxRows = 10_000;
    private const int MaxColumns = 100;

    /// <summary>Reads every row of <paramref name="text"/>; <paramref name="name"/> is the file named in errors.</summary>
    /// <exception cref="FormatException">The text is no such table, or larger than the limits.</exception>
    public static IReadOnlyList<CsvRow> Parse(string text, string name)
    {
        var rows = new List<CsvRow>();
        Dictionary<string, int>? columns = null;
        foreach (var (line, fields) in Records(text, name))
        {
            if (columns is null)
            {
                columns = Header(fields, name);
                continue;
            }

            if (fields.Count != columns.Count)
            {
                throw new FormatException(
                    $"{name} line {line}: {fields.Count} fields; the header has {columns.Count}. Quote fields with commas."
                );
            }

            if (rows.Count == MaxRows)
            {
                throw new FormatException($"{name}: more than {MaxRows} rows.");
            }

            rows.Add(new CsvRow(name, line, columns, fields));
        }

        return columns is null ? throw new FormatException($"{name}: no header row.") : rows;
    }

    private static Dictionary<string, int> Header(List<string> fields, string name)
    {
        if (fields.Count > MaxColumns)
        {
            throw new FormatException($"{name}: {fields.Count} columns; at most {MaxColumns} are read.");
        }

        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            if (!columns.TryAdd(field, columns.Count))
            {
                throw new FormatException($"{name}: column '{field}' appears twice in the header.");
            }
        }

        return columns;
    }

    private static IEnumerable<(int Line, List<string> Fields)> Records(string text, string name)
    {
        var (position, line) = (0, 1);
        while (position < text.Length)
        {
            var end = text.IndexOf('\n', position);
            end = end < 0 ? text.Length : end;
            if (text[position] == '#' || text.AsSpan(position, end - position).Trim().IsEmpty)
            {
                (position, line) = (end + 1, line + 1);
                continue;
            }

            var start = line;
            var fields = Record(text, name, ref position, ref line);
            yield return (start, fields);
        }
    }

    private static List<string> Record(string text, string name, ref int position, ref int line)
    {
        var fields = new List<string>();
        while (true)
        {
            fields.Add(
                position < text.Length && text[position] == '"'
                    ? Quoted(text, name, ref position, ref line)
                    : Plain(text, ref position)
            );
            if (position < text.Length && text[position] == ',')
            {
                position++;
                continue;
            }

            position = position < text.Length && text[position] == '\r' ? position + 1 : position;
            if (position < text.Length && text[position] != '\n')
            {
                throw new FormatException($"{name} line {line}: text after a closing quote.");
            }

            (position, line) = (position + 1, line + 1);
            return fields;
        }
    }

    private static string Plain(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && text[position] is not (',' or '\n' or '\r'))
        {
            position++;
        }

        return text[start..position];
    }

    private static string Quoted(string text, string name, ref int position, ref int line)
    {
        var (field, opened) = (new StringBuilder(), line);
        for (position++; position < text.Length; position++)
        {
            if (text[position] == '"')
            {
                if (position + 1 == text.Length || text[position + 1] != '"')
                {
                    position++;
                    return field.ToString();
                }

                position++;
            }

            line += text[position] == '\n' ? 1 : 0;
            field.Append(text[position]);
        }

        throw new FormatException($"{name} line {opened}: a quote is not closed.");
    }
}

/// <summary>One row; every error names the file, the line, the column, the value and the rule.</summary>
internal sealed class CsvRow(
    string file,
    int line,
    IReadOnlyDictionary<string, int> columns,
    IReadOnlyList<string> fields
)
{
    /// <summary>The text of a column, which must not be empty.</summary>
    public string Required(string column) =>
        Text(column) is { Length: > 0 } text ? text : throw Invalid(column, "it must not be empty");

    /// <summary>The text of a column.</summary>
    public string Text(string column) =>
        columns.TryGetValue(column, out var index)
            ? fields[index]
            : throw new FormatException(
                $"{file}: column '{column}' is missing; the columns are {string.Join(", ", columns.Keys)}."
            );

    /// <summary>A finite number of at least <paramref name="minimum"/>.</summary>
    public double Number(string column, double minimum = 0) =>
        OptionalNumber(column, minimum) ?? throw Invalid(column, "it must be a number");

    /// <summary>A finite number of at least <paramref name="minimum"/>, or null for an empty field.</summary>
    public double? OptionalNumber(string column, double minimum = 0)
    {
        var text = Text(column);
        if (text.Length == 0)
        {
            return null;
        }

        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            && value >= minimum
            ? value
            : throw Invalid(column, $"it must be a number of at least {minimum}, or empty where unknown");
    }

    /// <summary>A whole number of at least zero.</summary>
    public int Whole(string column) => OptionalWhole(column) ?? throw Invalid(column, "it must be a whole number");

    /// <summary>A whole number of at least zero, or null for an empty field.</summary>
    public int? OptionalWhole(string column)
    {
        var text = Text(column);
        if (text.Length == 0)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Invalid(column, "it must be a whole number, or empty where unknown");
    }

    private FormatException Invalid(string column, string rule) =>
        new($"{file} line {line}: {column} is '{Text(column)}'; {rule}.");
}
