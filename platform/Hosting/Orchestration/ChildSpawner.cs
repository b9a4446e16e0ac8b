using System.Collections.Concurrent;
using System.Diagnostics;
using Aspire.Hosting;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>
/// Starts processes so that none outlives the AppHost, however that ends: each holds the other end of a pipe that the
/// AppHost keeps open (see <see cref="ProcessSpec.StopOnStdinEof"/>), and on Linux the kernel kills it with its parent.
/// </summary>
/// <remarks>
/// The kernel takes the thread that started a child for its parent. So one thread, which lives as long as the AppHost,
/// starts all of them.
/// </remarks>
internal sealed class ChildSpawner : IDisposable
{
    private const int QueueLimit = 64;

    /// <summary>
    /// setsid keeps Ctrl+C in the terminal from reaching children behind the AppHost's back, which would stop them in no
    /// order; setpriv asks the kernel for the kill.
    /// </summary>
    private static readonly string[] Wrapper =
    [
        .. PathOf("setsid") is { } setsid ? [setsid] : Array.Empty<string>(),
        .. PathOf("setpriv") is { } setpriv ? [setpriv, "--pdeathsig", "KILL"] : Array.Empty<string>(),
    ];

    private readonly BlockingCollection<(ProcessSpec Spec, TaskCompletionSource<Process> Started)> _requests = new(
        QueueLimit
    );

    public ChildSpawner() => new Thread(Serve) { IsBackground = true, Name = "child-spawner" }.Start();

    /// <exception cref="DistributedApplicationException">The program does not exist.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The folder does not exist, or the system has no room.</exception>
    public Task<Process> StartAsync(ProcessSpec spec)
    {
        // Checked here, as the wrapper would start and then fail as if the program itself had.
        if (Wrapper.Length > 0 && !Exists(spec))
        {
            throw new DistributedApplicationException(
                $"There is no program {spec.Command}, as a file or on the PATH. Install it, or correct its name."
            );
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Add((spec, started));
        return started.Task;
    }

    public void Dispose() => _requests.CompleteAdding();

    private void Serve()
    {
        foreach (var (spec, started) in _requests.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(StartOf(spec))!);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                started.SetException(problem);
            }
        }
    }

    private static ProcessStartInfo StartOf(ProcessSpec spec)
    {
        string[] line = [.. Wrapper, spec.Command, .. spec.Arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = spec.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static bool Exists(ProcessSpec spec) =>
        Path.GetFileName(spec.Command) == spec.Command
            ? PathOf(spec.Command) is not null
            : File.Exists(Path.GetFullPath(spec.Command, spec.WorkingDirectory));

    private static string? PathOf(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, command))
            .FirstOrDefault(File.Exists);
}
