namespace GreenMl.Pipelines.Yaml;

/// <summary>The problems found so far, at most <see cref="Maximum"/>: who has more fixes those first.</summary>
internal sealed class ProblemList
{
    private const int Maximum = 50;
    private readonly List<PipelineProblem> _problems = [];
    private readonly HashSet<string> _explainedKeys = [];

    public IReadOnlyList<PipelineProblem> Problems => _problems;

    public bool IsEmpty => _problems.Count == 0;

    public void Add(Position position, string key, string rule)
    {
        Explain(key);
        if (_problems.Count < Maximum)
        {
            _problems.Add(new(position.Origin.Name, position.Line, position.Column, key, rule));
        }
    }

    /// <summary>Notes that a problem already explains whatever else is wrong with <paramref name="key"/>.</summary>
    public void Explain(string key) => _explainedKeys.Add(key);

    /// <summary>Whether the key or one above it has a problem, so that what follows from it need not be told.</summary>
    public bool Covers(string key)
    {
        while (key.Length > 0)
        {
            if (_explainedKeys.Contains(key))
            {
                return true;
            }

            key = key[..Math.Max(key.LastIndexOfAny(['.', '[']), 0)];
        }

        return false;
    }

    public InvalidPipelineException ToException() =>
        new([.. _problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)]);
}
