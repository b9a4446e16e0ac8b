using GreenMl.Footprint;
using GreenMl.Footprint.Metering;
using GreenMl.Footprint.Tables;

namespace GreenMl.Workers;

/// <summary>Runs a worker by the contract that SageMaker has with a training container.</summary>
public static class WorkerHost
{
    /// <summary>The work is done.</summary>
    public const int Succeeded = 0;

    /// <summary>The work cannot succeed; the failure file says why.</summary>
    public const int Failed = 1;

    /// <summary>Asked to stop: what can be resumed is in the checkpoints.</summary>
    public const int Interrupted = 143;

    /// <summary>
    /// Calls <paramref name="work"/> with the folders, parameters and journal of this process. The token is cancelled
    /// on SIGTERM: the work should save a checkpoint and leave.
    /// </summary>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync(Func<WorkerContext, CancellationToken, Task> work)
    {
        var layout = WorkerLayout.FromEnvironment();
        using var stop = new StopSignal();
        try
        {
            layout.CreateOutputDirectories();
            var meter = WorkMeter.OfThisProcess(PowerModel.OfThisMachine(FactorTables.Load()), TimeProvider.System);
            var journal = new WorkerJournal(layout, Console.Out, meter, TimeProvider.System);
            await work(new(layout, Hyperparameters.Read(layout), journal), stop.Token);
            return Succeeded;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (WorkerFailureException failure)
        {
            return await FailAsync(layout, failure.Reason, failure.Message);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(fault.ToString());
            return await FailAsync(layout, WorkerFailureException.Internal, $"{fault.GetType().Name}: {fault.Message}");
        }
    }

    private static async Task<int> FailAsync(WorkerLayout layout, string reason, string message)
    {
        await Console.Error.WriteLineAsync(message);
        Directory.CreateDirectory(Path.GetDirectoryName(layout.FailureFile)!);
        await File.WriteAllTextAsync(layout.FailureFile, $"{reason}: {message}");
        return Failed;
    }
}
