using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Training.V1;
using GreenMl.Workers;

namespace GreenMl.Jobs.Tests.Engine;

/// <summary>A driver whose work is a function of the test; each attempt uses one measured step.</summary>
internal sealed class DelegateDriver(Func<DelegateDriver.Attempt, Task<DriverOutcome<TrainedModel>>> work)
    : IJobDriver<TrainingSpec, TrainedModel>
{
    private readonly Lock _gate = new();
    private readonly List<Guid> _forgotten = [];
    private readonly Dictionary<Guid, int> _attempts = [];

    public string Name => "delegate";

    public int AttemptCount(Guid jobId)
    {
        lock (_gate)
        {
            return _attempts.GetValueOrDefault(jobId);
        }
    }

    public IReadOnlyList<Guid> Forgotten
    {
        get
        {
            lock (_gate)
            {
                return [.. _forgotten];
            }
        }
    }

    public static DriverOutcome<TrainedModel> Done(int epochs = 1) =>
        new(WorkerExit.Succeeded, new TrainedModel { Epochs = epochs });

    public Task<DriverOutcome<TrainedModel>> RunAsync(
        Guid jobId,
        TrainingSpec spec,
        IProgress<WorkerProgress> progress,
        CancellationToken cancellationToken
    )
    {
        int attempt;
        lock (_gate)
        {
            attempt = _attempts[jobId] = _attempts.GetValueOrDefault(jobId) + 1;
        }

        return work(new(jobId, attempt, spec, progress, cancellationToken));
    }

    public Task<IReadOnlyList<StepMeasurement>> MeasureAsync(Guid jobId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StepMeasurement>>([
            .. Enumerable.Range(1, AttemptCount(jobId)).Select(attempt => Jobs.AMeasurement($"attempt {attempt}")),
        ]);

    public Task ForgetAsync(Guid jobId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _forgotten.Add(jobId);
        }

        return Task.CompletedTask;
    }

    internal sealed record Attempt(
        Guid JobId,
        int Number,
        TrainingSpec Spec,
        IProgress<WorkerProgress> Progress,
        CancellationToken CancellationToken
    );
}
