using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace GreenMl.Platform.Hosting.Orchestration;

internal static class Parameters
{
    /// <summary>Asks for every parameter's value, so that all that are missing are named at once.</summary>
    /// <returns>The values of the secret ones.</returns>
    /// <exception cref="DistributedApplicationException">Values are missing.</exception>
    public static IReadOnlyList<string> ResolveSecrets(IEnumerable<IResource> resources)
    {
        var secrets = new List<string>();
        var problems = new List<string>();
        foreach (var parameter in resources.OfType<ParameterResource>())
        {
            try
            {
                var value = parameter.ResolvedValue;
                secrets.AddRange(parameter.Secret ? [value] : Array.Empty<string>());
            }
            catch (DistributedApplicationException problem)
            {
                problems.Add(problem.Message);
            }
        }

        return problems.Count == 0
            ? secrets
            : throw new DistributedApplicationException(string.Join(Environment.NewLine, problems));
    }
}
