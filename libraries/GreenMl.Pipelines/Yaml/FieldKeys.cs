using System.Globalization;

namespace GreenMl.Pipelines.Yaml;

/// <summary>Leads from the field that a rule names to the key in the file.</summary>
internal static class FieldKeys
{
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["data.images.labels-path"] = "data.images.labels",
        ["data.images.test-labels-path"] = "data.images.test-labels",
        ["host.name"] = "host.endpoint",
    };

    /// <summary>The path of keys for a field such as <c>spec.data.images.labels_path</c>.</summary>
    public static string KeyOf(string field)
    {
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        var key = dot < 0 ? "" : field[(dot + 1)..].Replace('_', '-');
        return Renamed.GetValueOrDefault(key, key);
    }

    /// <summary>The place of the value, or where it is missing that of the section that lacks it.</summary>
    public static Position PositionOf(string key, YamlMapping root)
    {
        var position = root.Position;
        YamlNode node = root;
        foreach (var name in key.Split('.', '['))
        {
            switch (node)
            {
                case YamlMapping mapping when mapping.Find(name) is { } entry:
                    // A missing key is shown at the name of its section, a wrong value at the value.
                    position = entry.Value is YamlMapping ? entry.Position : entry.Value.Position;
                    node = entry.Value;
                    break;
                case YamlSequence sequence:
                    node = sequence.Items[int.Parse(name.TrimEnd(']'), CultureInfo.InvariantCulture)];
                    position = node.Position;
                    break;
                default:
                    return position;
            }
        }

        return position;
    }
}
