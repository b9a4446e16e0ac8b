namespace GreenMl.Cli.Connections;

/// <summary>The services by the names that the AppHost gives them.</summary>
internal static class ServiceName
{
    public const string Governance = "governance";
    public const string Curation = "curation";
    public const string Training = "training";
    public const string Optimization = "optimization";
    public const string Hosting = "hosting";

    public static IReadOnlyList<string> All { get; } = [Governance, Curation, Training, Optimization, Hosting];
}
