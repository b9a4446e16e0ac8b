using Aspire.Hosting;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>One AppHost at a time uses a home folder: two would write the same stores.</summary>
internal sealed class HomeLock(FileStream file) : IDisposable
{
    /// <exception cref="DistributedApplicationException">Another AppHost has it, or the folder cannot be written.</exception>
    public static HomeLock Take(string home)
    {
        var path = Path.Combine(home, "state", "apphost.lock");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new HomeLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException problem)
        {
            throw new DistributedApplicationException(
                $"The folder {home} (GREENML_HOME) is in use by another AppHost, or cannot be written: {problem.Message} "
                    + "Stop the other AppHost, or give this one its own folder with --GREENML_HOME=<folder>.",
                problem
            );
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new DistributedApplicationException(
                $"The folder {home} (GREENML_HOME) cannot be written: {problem.Message} Allow it, or name another folder "
                    + "with --GREENML_HOME=<folder>.",
                problem
            );
        }
    }

    public void Dispose() => file.Dispose();
}
