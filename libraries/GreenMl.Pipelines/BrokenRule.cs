namespace GreenMl.Pipelines;

/// <summary>One rule that a specification breaks.</summary>
/// <param name="Field">The field as the proto names it, for instance <c>spec.train.max_epochs</c>.</param>
/// <param name="Rule">
/// Value, rule and remedy, reading on after the field and without a full stop, for instance
/// <c>is 5000: it must lie in 1..1000; leave it out for 20</c>.
/// </param>
public sealed record BrokenRule(string Field, string Rule)
{
    /// <summary>Field and rule as one sentence.</summary>
    public override string ToString() => $"{Field} {Rule}.";
}
