using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace GreenMl.Workers;

/// <summary>How to start a worker.</summary>
/// <param name="Command">The executable, for instance <c>dotnet</c>.</param>
/// <param name="Arguments">Its arguments, for instance the path of the worker's assembly.</param>
public sealed record WorkerProgram(string Command, IReadOnlyList<string> Arguments);

/// <summary>How a worker ended.</summary>
public enum WorkerOutcome
{
    /// <summary>The work is done.</summary>
    Succeeded,

    /// <summary>The work cannot succeed.</summary>
    Failed,

    /// <summary>It was asked to stop and left what can be resumed.</summary>
    Interrupted,

    /// <summary>It died; trying again may succeed.</summary>
    Crashed,
}

/// <summary>The end of a worker.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">For programs; empty unless failed or crashed.</param>
/// <param name="Message">For people; empty unless failed or crashed.</param>
public sealed record WorkerExit(WorkerOutcome Outcome, string Reason, string Message)
{
    /// <summary>The work is done.</summary>
    public static WorkerExit Succeeded { get; } = new(WorkerOutcome.Succeeded, "", "");

    /// <summary>It was asked to stop and left what can be resumed.</summary>
    public static WorkerExit Interrupted { get; } = new(WorkerOutcome.Interrupted, "", "");

    /// <summary>The work cannot succeed, however often it is tried.</summary>
    public static WorkerExit Failed(string reason, string message) => new(WorkerOutcome.Failed, reason, message);

    /// <summary>It died; trying again may succeed.</summary>
    public static WorkerExit Crashed(string reason, string message) => new(WorkerOutcome.Crashed, reason, message);
}

/// <summary>
/// Runs a worker as a child process. The child ends with this process, however this process ends, because it watches
/// the pipe of its standard input.
/// </summary>
/// <param name="program">How to start it.</param>
/// <param name="gracePeriod">How long a worker asked to stop may take before it is killed.</param>
public sealed class WorkerProcess(WorkerProgram program, TimeSpan gracePeriod)
{
    private const int MaximumMessageLength = 4000;

    /// <summary>Runs the worker in <paramref name="layout"/> until it ends.</summary>
    /// <param name="layout">The folders of the job; parameters and channels are in place.</param>
    /// <param name="logFile">Appended with everything the worker prints that is no progress.</param>
    /// <param name="onProgress">Called for each progress line, one after the other.</param>
    /// <param name="cancellationToken">Asks the worker to save and leave.</param>
    /// <returns>How it ended; a cancelled worker that saved its work is <see cref="WorkerOutcome.Interrupted"/>.</returns>
    public async Task<WorkerExit> RunAsync(
        WorkerLayout layout,
        string logFile,
        Action<WorkerProgress> onProgress,
        CancellationToken cancellationToken
    )
    {
        File.Delete(layout.FailureFile);
        Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
        await using var log = TextWriter.Synchronized(new StreamWriter(logFile, append: true) { AutoFlush = true });
        using var process = Start(layout);
        var output = ForwardAsync(process.StandardOutput, line => AcceptAsync(line, onProgress, log));
        var errors = ForwardAsync(process.StandardError, log.WriteLineAsync);
        await WaitForExitAsync(process, cancellationToken);
        await Task.WhenAll(output, errors);
        return await DescribeExitAsync(process.ExitCode, layout);
    }

    private Process Start(WorkerLayout layout)
    {
        var start = new ProcessStartInfo(program.Command, program.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = layout.Root,
        };
        start.Environment[WorkerLayout.RootVariable] = layout.Root;
        start.Environment[StopSignal.StopOnEndOfInputVariable] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException($"{program.Command} did not start.");
    }

    private async Task WaitForExitAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process);
        }
    }

    private async Task StopAsync(Process process)
    {
        ProcessSignals.Terminate(process.Id);
        using var grace = new CancellationTokenSource(gracePeriod);
        try
        {
            await process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task ForwardAsync(StreamReader reader, Func<string, Task> accept)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            await accept(line);
        }
    }

    private static Task AcceptAsync(string line, Action<WorkerProgress> onProgress, TextWriter log)
    {
        if (TryParse(line) is not { } progress)
        {
            return log.WriteLineAsync(line);
        }

        onProgress(progress);
        return Task.CompletedTask;
    }

    /// <summary>A library inside the worker may print anything; only progress has this shape.</summary>
    private static WorkerProgress? TryParse(string line)
    {
        try
        {
            return line.StartsWith('{')
                ? JsonSerializer.Deserialize(line, WorkerJsonContext.Default.WorkerProgress)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<WorkerExit> DescribeExitAsync(int exitCode, WorkerLayout layout)
    {
        switch (exitCode)
        {
            case WorkerHost.Succeeded:
                return WorkerExit.Succeeded;
            case WorkerHost.Interrupted:
                return WorkerExit.Interrupted;
            case WorkerHost.Failed when File.Exists(layout.FailureFile):
                var text = await File.ReadAllTextAsync(layout.FailureFile);
                var (reason, message) = Split(text.Length > MaximumMessageLength ? text[..MaximumMessageLength] : text);
                return WorkerExit.Failed(reason, message);
            default:
                var code = exitCode.ToString(CultureInfo.InvariantCulture);
                return WorkerExit.Crashed("WORKER_CRASHED", $"The worker ended with exit code {code}.");
        }
    }

    private static (string Reason, string Message) Split(string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 ? (text[..colon], text[(colon + 2)..]) : (WorkerFailureException.Internal, text);
    }
}
