namespace GreenMl.Bundles;

/// <summary>Rules for the file names that a manifest may use.</summary>
internal static class BundlePath
{
    private const int MaxLength = 255;

    /// <summary>
    /// Whether <paramref name="file"/> stays inside its folder: segments of letters, digits, <c>._-</c> joined by
    /// <c>/</c>, none beginning with a dot.
    /// </summary>
    public static bool IsSafe(string file) => file.Length is > 0 and <= MaxLength && file.Split('/').All(IsSafeSegment);

    /// <summary>The first symbolic link on the way from <paramref name="folder"/> to the file, if there is one.</summary>
    public static string? FindLink(string folder, string file)
    {
        var path = folder;
        foreach (var segment in file.Split('/'))
        {
            path = Path.Combine(path, segment);
            if (new FileInfo(path).LinkTarget is not null)
            {
                return path;
            }
        }

        return null;
    }

    private static bool IsSafeSegment(string segment) =>
        segment.Length > 0
        && segment[0] != '.'
        && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
