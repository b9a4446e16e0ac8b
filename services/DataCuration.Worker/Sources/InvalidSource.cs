using GreenMl.Workers;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>Makes the failures of sources.</summary>
internal static class InvalidSource
{
    /// <summary>The data break a rule; <paramref name="message"/> names file, value, rule and remedy.</summary>
    public static WorkerFailureException Because(string message, Exception? innerException = null) =>
        new(WorkerFailureException.InvalidData, message, innerException);

    /// <summary>The parameter <paramref name="name"/> names a file that is not there.</summary>
    public static WorkerFailureException Missing(string name, string path) =>
        new(
            WorkerFailureException.InvalidParameter,
            $"Parameter '{name}' is '{path}': there is no such file or folder. Give an absolute path or '<channel>/<file>'."
        );
}
