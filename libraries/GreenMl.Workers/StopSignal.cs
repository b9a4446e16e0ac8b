using System.Runtime.InteropServices;

namespace GreenMl.Workers;

/// <summary>
/// Turns SIGTERM, SIGINT and the end of the parent into one cancellation. A parent that wants its child to end with it
/// holds the child's standard input open and sets <see cref="StopOnEndOfInputVariable"/>: however the parent dies, the
/// pipe closes, and nothing has to poll.
/// </summary>
public sealed class StopSignal : IDisposable
{
    /// <summary>Set to 1 by a parent that holds the standard input of its child open for as long as it lives.</summary>
    public const string StopOnEndOfInputVariable = "GREENML_STOP_ON_STDIN_EOF";

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    /// <summary>Begins to listen.</summary>
    public StopSignal()
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        if (Environment.GetEnvironmentVariable(StopOnEndOfInputVariable) == "1")
        {
            _ = StopAtEndOfInputAsync();
        }
    }

    /// <summary>Cancelled once the process should save its work and leave.</summary>
    public CancellationToken Token => _stop.Token;

    /// <inheritdoc />
    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
    }

#pragma warning disable MA0045 // A signal handler has nothing to await.
    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _stop.Cancel();
    }
#pragma warning restore MA0045

    private async Task StopAtEndOfInputAsync()
    {
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null);
        await _stop.CancelAsync();
    }
}
