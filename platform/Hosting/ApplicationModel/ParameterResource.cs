namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that comes from outside the AppHost's code.</summary>
public class ParameterResource : Resource
{
    private readonly Lazy<string> _value;

    internal ParameterResource(string name, Func<string> value, bool secret)
        : base(name)
    {
        _value = new Lazy<string>(value);
        Secret = secret;
    }

    /// <summary>Whether the value is kept out of logs and error messages.</summary>
    public bool Secret { get; }

    /// <summary>The value, asked for once.</summary>
    /// <exception cref="DistributedApplicationException">No source has the value.</exception>
    internal string ResolvedValue => _value.Value;
}
