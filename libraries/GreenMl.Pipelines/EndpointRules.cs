using GreenMl.Contracts.Hosting.V1;

namespace GreenMl.Pipelines;

/// <summary>What the specification of an endpoint must obey.</summary>
public static class EndpointRules
{
    /// <summary>Every broken rule of an endpoint on its own, which must name its bundle.</summary>
    /// <param name="spec">The specification; null breaks a rule.</param>
    /// <param name="field">The field that holds it, for instance <c>spec</c>.</param>
    public static IReadOnlyList<BrokenRule> Check(EndpointSpec? spec, string field)
    {
        if (spec is null)
        {
            return [new(field, "is missing: it must give the endpoint's name and its bundle")];
        }

        var check = new RuleCheck(field);
        check.CheckName("name", spec.Name);
        check.CheckUri("bundle_uri", spec.BundleUri, "a model bundle");
        return check.Broken;
    }

    /// <summary>Every broken rule of the endpoint inside a pipeline: the run fills in the bundle. Null is sound: the
    /// run then ends with the bundle.</summary>
    /// <inheritdoc cref="Check" />
    public static IReadOnlyList<BrokenRule> CheckInsidePipeline(EndpointSpec? spec, string field)
    {
        if (spec is null)
        {
            return [];
        }

        var check = new RuleCheck(field);
        check.CheckName("name", spec.Name);
        check.CheckUriIsLeftOut("bundle_uri", spec.BundleUri);
        return check.Broken;
    }
}
