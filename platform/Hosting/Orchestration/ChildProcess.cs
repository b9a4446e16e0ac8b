using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>A running process of a resource and its output.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int Sigterm = 15;

    /// <summary>A grandchild may hold the pipes open after the process has ended; its output is not waited for longer.</summary>
    private static readonly TimeSpan OutputGrace = TimeSpan.FromMilliseconds(500);

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _endOfOutput = new();
    private readonly Task _output;

    /// <param name="process">The process, with its three streams redirected.</param>
    /// <param name="onOutput">Takes lines and whether they came on standard error; one call at a time per stream.</param>
    /// <param name="time">The clock.</param>
    public ChildProcess(Process process, Func<IReadOnlyList<string>, bool, Task> onOutput, TimeProvider time)
    {
        _process = process;
        _time = time;
        _output = Task.WhenAll(
            PumpAsync(process.StandardOutput.BaseStream, lines => onOutput(lines, false)),
            PumpAsync(process.StandardError.BaseStream, lines => onOutput(lines, true))
        );
    }

    public int Id => _process.Id;

    /// <summary>Waits for the end of the process and of its output.</summary>
    /// <returns>The exit code, or 128 plus the signal that ended it.</returns>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        _endOfOutput.CancelAfter(OutputGrace);
        await _output;
        return _process.ExitCode;
    }

    /// <summary>Asks the process to end, and kills it and all it started if it has not after <paramref name="grace"/>.</summary>
    /// <param name="grace">How long it may take.</param>
    /// <param name="killNow">Cuts the time short.</param>
    /// <returns>Whether it had to be killed.</returns>
    public async Task<bool> StopAsync(TimeSpan grace, CancellationToken killNow)
    {
        RequestStop();
        using var patience = new CancellationTokenSource(grace, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, killNow);
        try
        {
            await _process.WaitForExitAsync(either.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await _endOfOutput.CancelAsync();
        await _output;
        _endOfOutput.Dispose();
        _process.Dispose();
    }

    private void RequestStop()
    {
        if (_process.HasExited)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            // Windows has no SIGTERM; the end of standard input is the request.
            _process.StandardInput.Close();
        }
        else if (SendSignal(_process.Id, Sigterm) != 0 && !_process.HasExited)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile, which is what was asked.
        }
    }

    private async Task PumpAsync(Stream stream, Func<IReadOnlyList<string>, Task> onLines)
    {
        try
        {
            await foreach (var lines in new OutputLines(stream).ReadBatchesAsync(_endOfOutput.Token))
            {
                await onLines(lines);
            }
        }
        catch (OperationCanceledException)
        {
            // The process has ended; whoever still holds the pipe is none of ours.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int processId, int signal);
}
