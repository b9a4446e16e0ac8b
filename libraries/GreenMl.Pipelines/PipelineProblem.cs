namespace GreenMl.Pipelines;

/// <summary>One thing that is wrong with a pipeline file.</summary>
/// <param name="Source">The path of the file as it was given, or the override (<c>--set train.seed=x</c>) at fault.</param>
/// <param name="Line">The line, from 1; 0 for an override.</param>
/// <param name="Column">The column, from 1; 0 for an override.</param>
/// <param name="Key">The keys that lead there, for instance <c>data.glyphs.rows</c>; empty for the file as a whole.</param>
/// <param name="Rule">Value, rule and remedy, reading on after the key and without a full stop.</param>
public sealed record PipelineProblem(string Source, int Line, int Column, string Key, string Rule)
{
    /// <summary>The problem as compilers print it: <c>file:line:column: key rule.</c></summary>
    public override string ToString()
    {
        var place = Line == 0 ? Source : $"{Source}:{Line}:{Column}";
        return $"{place}: {(Key.Length == 0 ? "the pipeline" : Key)} {Rule}.";
    }
}
