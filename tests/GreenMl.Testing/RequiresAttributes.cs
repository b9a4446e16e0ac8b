using System.Diagnostics.CodeAnalysis;

namespace GreenMl.Testing;

/// <summary>A test that runs only where a command is on the PATH; elsewhere it is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresCommandFactAttribute : FactAttribute
{
    /// <summary>Skips the test unless every one of <paramref name="commands"/> is on the PATH.</summary>
    public RequiresCommandFactAttribute(params string[] commands)
    {
        var missing = commands.Where(command => !Commands.Exists(command)).ToArray();
        if (missing.Length > 0)
        {
            Skip = $"needs {string.Join(", ", missing)} on the PATH";
        }
    }
}

/// <summary>A test that runs only where python3 can import the named modules; elsewhere it is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresPythonFactAttribute : FactAttribute
{
    /// <summary>Skips the test unless python3 imports every one of <paramref name="modules"/>.</summary>
    public RequiresPythonFactAttribute(params string[] modules)
    {
        if (!Commands.PythonImports(modules))
        {
            Skip = $"needs python3 with {string.Join(", ", modules)}";
        }
    }
}

/// <summary>A test that reads a public data set; skipped with its path where the set is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresDataFactAttribute : FactAttribute
{
    /// <summary>Skips the test unless <paramref name="relativePath"/> exists in the data folder.</summary>
    public RequiresDataFactAttribute([StringSyntax("Uri")] string relativePath)
    {
        var path = TestData.Path(relativePath);
        if (!System.IO.Path.Exists(path))
        {
            Skip = $"needs {relativePath} in the data folder (GREENML_TEST_DATA)";
        }
    }
}
