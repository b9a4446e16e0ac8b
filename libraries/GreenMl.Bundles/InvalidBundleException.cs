namespace GreenMl.Bundles;

/// <summary>A bundle breaks a rule; the message names every problem found, each with its remedy.</summary>
/// <param name="folder">The bundle's folder.</param>
/// <param name="problems">One sentence or two per problem: what was found, the rule, the remedy.</param>
/// <param name="innerException">What showed the problem, if an exception did.</param>
public sealed class InvalidBundleException(
    string folder,
    IReadOnlyList<string> problems,
    Exception? innerException = null
) : Exception($"The model bundle in '{folder}' can't be used: {string.Join(" ", problems)}", innerException)
{
    /// <summary>One sentence or two per problem: what was found, the rule, the remedy.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
