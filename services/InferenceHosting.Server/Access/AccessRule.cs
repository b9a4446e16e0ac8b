namespace GreenMl.InferenceHosting.Server.Access;

/// <summary>What an endpoint asks of its callers. An endpoint without a rule needs the key and has no limit.</summary>
/// <param name="NeedsKey">Whether the caller shows the API key, if there is one.</param>
/// <param name="IsLimited">Whether the call counts as an inference in flight.</param>
internal sealed record AccessRule(bool NeedsKey, bool IsLimited)
{
    /// <summary>For load balancers and supervisors that ask whether the server is well.</summary>
    public static AccessRule Open { get; } = new(NeedsKey: false, IsLimited: false);

    /// <summary>For calls that run the model.</summary>
    public static AccessRule Inference { get; } = new(NeedsKey: true, IsLimited: true);
}
