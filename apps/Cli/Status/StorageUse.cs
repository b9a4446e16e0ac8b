namespace GreenMl.Cli.Status;

/// <summary>The bytes below a folder of the home.</summary>
internal sealed record StorageUse(string Folder, long Bytes)
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    /// <summary>Every folder of the home, the largest first.</summary>
    public static IReadOnlyList<StorageUse> Measure(string home) =>
        [
            .. new DirectoryInfo(home)
                .EnumerateDirectories()
                .Select(folder => new StorageUse(folder.Name, Size(folder)))
                .OrderByDescending(use => use.Bytes),
        ];

    /// <summary>A file may go while it is being counted; it then counts nothing.</summary>
    private static long Size(DirectoryInfo folder) =>
        folder.EnumerateFiles("*", Everything).Sum(file => file.Exists ? file.Length : 0);
}
