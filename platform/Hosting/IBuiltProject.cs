namespace GreenMl.Platform.Hosting;

/// <summary>What the build adds to a project's metadata so that it runs as <c>dotnet &lt;assembly&gt;</c>.</summary>
public interface IBuiltProject
{
    /// <summary>The full path of the assembly that the project was built into.</summary>
    string TargetPath { get; }
}
