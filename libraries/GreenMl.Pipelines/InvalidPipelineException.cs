namespace GreenMl.Pipelines;

/// <summary>A pipeline file that cannot be used. The message has one line for each problem.</summary>
/// <param name="problems">What is wrong, in the order of the file; at least one.</param>
public sealed class InvalidPipelineException(IReadOnlyList<PipelineProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>What is wrong, in the order of the file; at least one.</summary>
    public IReadOnlyList<PipelineProblem> Problems { get; } = problems;
}
