using System.Text;

namespace GreenMl.Pipelines;

/// <summary>Foreign text inside a message: short, on one line, without control characters.</summary>
internal static class Quoted
{
    private const int MaximumLength = 120;

    public static string Text(string value) => $"'{Line(value)}'";

    public static string Line(string value)
    {
        var quoted = new StringBuilder();
        foreach (var rune in value.EnumerateRunes())
        {
            if (quoted.Length > MaximumLength)
            {
                quoted.Append('…');
                break;
            }

            quoted.Append(Rune.IsControl(rune) ? $"\\u{rune.Value:x4}" : rune.ToString());
        }

        return quoted.ToString();
    }
}
