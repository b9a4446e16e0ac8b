using System.Text.Json.Serialization;

namespace GreenMl.Datasets;

/// <summary>What one row of a data set is.</summary>
public enum DatasetKind
{
    /// <summary>A picture of bytes, channels first.</summary>
    [JsonStringEnumMemberName("image")]
    Image,

    /// <summary>A vector of finite single-precision numbers.</summary>
    [JsonStringEnumMemberName("tabular")]
    Tabular,
}

/// <summary>The form of every row: its kind, shape and label classes.</summary>
public sealed record DatasetSchema
{
    /// <summary>Images or feature vectors.</summary>
    public required DatasetKind Kind { get; init; }

    /// <summary>The shape of one row: channels (1 or 3), height and width of an image, or the number of features.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>The names of the features in column order; null for images.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>The names of the classes; a label is an index into this list.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Elements of one row: bytes of an image, numbers of a feature vector.</summary>
    [JsonIgnore]
    public int RowLength => Shape.Aggregate(1, (product, side) => product * side);

    /// <summary>A schema of images.</summary>
    public static DatasetSchema ForImages(int channels, int height, int width, IReadOnlyList<string> classes) =>
        new()
        {
            Kind = DatasetKind.Image,
            Shape = [channels, height, width],
            Classes = classes,
        };

    /// <summary>A schema of feature vectors.</summary>
    public static DatasetSchema ForFeatures(IReadOnlyList<string> features, IReadOnlyList<string> classes) =>
        new()
        {
            Kind = DatasetKind.Tabular,
            Shape = [features.Count],
            Features = features,
            Classes = classes,
        };

    /// <summary>The first rule of <see cref="DatasetLimits"/> that this schema breaks, or null.</summary>
    public string? Fault()
    {
        if (Classes.Count is < 2 or > DatasetLimits.Classes)
        {
            return $"the label has {Classes.Count} classes: 2 to {DatasetLimits.Classes} are allowed";
        }

        return (Kind == DatasetKind.Image ? ImageFault() : FeatureFault()) ?? NameFault("class", Classes);
    }

    private string? ImageFault() =>
        Shape is not [1 or 3, >= 1 and <= DatasetLimits.ImageSide, >= 1 and <= DatasetLimits.ImageSide]
        || Features is not null
            ? $"the image shape is [{string.Join(", ", Shape)}]: expected [channels, height, width] with 1 or 3 channels "
                + $"and sides of 1 to {DatasetLimits.ImageSide}"
            : null;

    private string? FeatureFault()
    {
        if (Shape is not [>= 1 and <= DatasetLimits.Features] || Features?.Count != Shape[0])
        {
            return $"a row has {Features?.Count ?? 0} named features and the shape [{string.Join(", ", Shape)}]: "
                + $"expected one shape entry that counts 1 to {DatasetLimits.Features} features";
        }

        return Features.FirstOrDefault(DatasetColumns.IsReserved) is { } reserved
            ? $"the feature name '{reserved}' is reserved: rename the column"
            : NameFault("feature", Features);
    }

    private static string? NameFault(string what, IReadOnlyList<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (name.Length is 0 or > DatasetLimits.NameLength)
            {
                return $"a {what} name has {name.Length} characters: 1 to {DatasetLimits.NameLength} are allowed";
            }

            if (!seen.Add(name))
            {
                return $"the {what} name '{name}' appears twice";
            }
        }

        return null;
    }
}
