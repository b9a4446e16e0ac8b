namespace GreenMl.Pipelines;

/// <summary>Names of pipelines and endpoints.</summary>
internal static class ResourceName
{
    public const string Rule = "1 to 63 lower-case letters, digits and hyphens that begins with a letter";
    private const int MaximumLength = 63;

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaximumLength
        && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
