using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace GreenMl.Storage;

/// <summary>
/// The name of one stored object: <c>object://&lt;collection&gt;/&lt;key&gt;</c>. Compared by value; every instance is valid.
/// </summary>
/// <remarks>
/// A collection has 1 to 63 characters of <c>a-z 0-9 -</c> and starts with a letter or digit. A key has 1 to 900
/// characters: segments of 1 to 200 characters of <c>A-Z a-z 0-9 . _ - = + @</c> joined by <c>/</c>. No segment starts with
/// a dot, so a key never climbs out of its collection. The same names are valid in S3.
/// </remarks>
public sealed record ObjectUri
{
    private const string Scheme = "object://";
    private const int MaximumCollectionLength = 63;
    private const int MaximumKeyLength = 900;
    private const int MaximumSegmentLength = 200;

    private static readonly SearchValues<char> CollectionCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-"
    );

    private static readonly SearchValues<char> SegmentCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-=+@"
    );

    private ObjectUri(string collection, string key)
    {
        Collection = collection;
        Key = key;
    }

    /// <summary>The first part of the name; a bucket in S3 terms.</summary>
    public string Collection { get; }

    /// <summary>The name inside the collection, with <c>/</c> between its segments.</summary>
    public string Key { get; }

    /// <summary>The last segment of the key.</summary>
    public string FileName => Key[(Key.LastIndexOf('/') + 1)..];

    /// <summary>Makes a name of its two parts.</summary>
    /// <exception cref="FormatException">A part breaks the rules of <see cref="ObjectUri"/>; the message names it.</exception>
    public static ObjectUri Create(string collection, string key)
    {
        var fault = CollectionFault(collection) ?? KeyFault(key);
        return fault is null ? new ObjectUri(collection, key) : throw new FormatException(fault);
    }

    /// <summary>Reads <c>object://collection/key</c>.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is no such name; the message says which rule it breaks.</exception>
    public static ObjectUri Parse(string text)
    {
        var fault = Read(text, out var uri);
        return uri ?? throw new FormatException(fault);
    }

    /// <summary>Reads <c>object://collection/key</c>; <see langword="false"/> when <paramref name="text"/> is no such name.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ObjectUri? uri)
    {
        Read(text ?? "", out uri);
        return uri is not null;
    }

    /// <summary>The object <paramref name="relativeKey"/> below this name, as a file below a folder.</summary>
    /// <exception cref="FormatException">The joined key breaks the rules of <see cref="ObjectUri"/>.</exception>
    public ObjectUri Append(string relativeKey) => Create(Collection, $"{Key}/{relativeKey}");

    /// <summary>The name in the form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Scheme}{Collection}/{Key}";

    private static string? Read(string text, out ObjectUri? uri)
    {
        uri = null;
        var slash = text.StartsWith(Scheme, StringComparison.Ordinal) ? text.IndexOf('/', Scheme.Length) : -1;
        if (slash < 0)
        {
            return $"'{Shorten(text)}' is no object name: expected {Scheme}<collection>/<key>.";
        }

        var (collection, key) = (text[Scheme.Length..slash], text[(slash + 1)..]);
        var fault = CollectionFault(collection) ?? KeyFault(key);
        if (fault is null)
        {
            uri = new ObjectUri(collection, key);
        }

        return fault;
    }

    private static string? CollectionFault(string collection) =>
        collection.Length is 0 or > MaximumCollectionLength
        || collection[0] == '-'
        || collection.AsSpan().ContainsAnyExcept(CollectionCharacters)
            ? $"Collection '{Shorten(collection)}' is not valid: use 1 to {MaximumCollectionLength} characters of a-z, 0-9 and '-', "
                + "the first a letter or digit."
            : null;

    private static string? KeyFault(string key)
    {
        if (key.Length is 0 or > MaximumKeyLength)
        {
            return $"Key '{Shorten(key)}' has {key.Length} characters: use 1 to {MaximumKeyLength}.";
        }

        foreach (var segment in key.Split('/'))
        {
            if (
                segment.Length is 0 or > MaximumSegmentLength
                || segment[0] == '.'
                || segment.AsSpan().ContainsAnyExcept(SegmentCharacters)
            )
            {
                return $"Key '{Shorten(key)}' has the invalid segment '{Shorten(segment)}': use 1 to {MaximumSegmentLength} "
                    + "characters of A-Z, a-z, 0-9 and . _ - = + @, the first no dot.";
            }
        }

        return null;
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : $"{text[..80]}…";
}
