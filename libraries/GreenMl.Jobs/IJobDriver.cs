using Google.Protobuf;
using GreenMl.Contracts.Common.V1;
using GreenMl.Workers;

namespace GreenMl.Jobs;

/// <summary>Does the work of a phase somewhere: on this machine, or on a cloud service.</summary>
public interface IJobDriver<TSpec, TResult>
    where TSpec : IMessage<TSpec>
    where TResult : class, IMessage<TResult>
{
    /// <summary>The name by which configuration chooses the driver, for instance <c>local</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Does the work, or goes on with it where an earlier attempt of the same job left off. Returns when it has ended;
    /// what can be resumed is kept until <see cref="ForgetAsync"/>. Throwing is a crash, and the job is tried again;
    /// <see cref="WorkerFailureException"/> says that trying again is of no use.
    /// </summary>
    /// <param name="jobId">The job; the same at each attempt.</param>
    /// <param name="spec">What to do.</param>
    /// <param name="progress">Told how far the work is.</param>
    /// <param name="cancellationToken">Asks the work to save what can be resumed and stop.</param>
    Task<DriverOutcome<TResult>> RunAsync(
        Guid jobId,
        TSpec spec,
        IProgress<WorkerProgress> progress,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// What all attempts of a job used so far, however they ended; empty for a job that was never started. Asked while
    /// the job does not run.
    /// </summary>
    Task<IReadOnlyList<StepMeasurement>> MeasureAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>
    /// Removes what only a further attempt would need, the measurements too. Called after the end of the job is on disk;
    /// a job that nothing was kept for is left alone.
    /// </summary>
    Task ForgetAsync(Guid jobId, CancellationToken cancellationToken);
}

/// <summary>How an attempt ended.</summary>
/// <param name="Exit">The end of the work.</param>
/// <param name="Result">What came of it; null unless it succeeded.</param>
public sealed record DriverOutcome<TResult>(WorkerExit Exit, TResult? Result)
    where TResult : class;
