namespace GreenMl.Pipelines.Yaml;

/// <summary>Paths of keys: <c>optimize.passes[1]</c>.</summary>
internal static class Keys
{
    public static string Join(string path, string key)
    {
        // A key that would break the path or the message is shown in quotes.
        var shown = key.Length is > 0 and <= 60 && key.All(IsPlain) ? key : Quoted.Text(key);
        return path.Length == 0 ? shown : $"{path}.{shown}";
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
