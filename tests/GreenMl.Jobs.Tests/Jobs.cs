global using TestJob = GreenMl.Jobs.Job<
    GreenMl.Contracts.Training.V1.TrainingSpec,
    GreenMl.Contracts.Training.V1.TrainedModel
>;
global using TestStore = GreenMl.Jobs.JobStore<
    GreenMl.Contracts.Training.V1.TrainingSpec,
    GreenMl.Contracts.Training.V1.TrainedModel
>;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Contracts.Training.V1;

namespace GreenMl.Jobs.Tests;

/// <summary>The jobs of the tests are trainings.</summary>
internal static class Jobs
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, 250, TimeSpan.Zero);

    public static readonly JobKind<TrainingSpec, TrainedModel> Kind = new(
        "training job",
        Phase.Training,
        spec => spec.Model.Length > 0 ? [] : [new("spec.model", "is empty: name a model")],
        (job, model) => new TrainingCompleted(job, model)
    );

    public static TestJob AJob(string model = "mlp") =>
        new()
        {
            Id = Guid.CreateVersion7(),
            RunId = Guid.CreateVersion7(),
            Spec = ASpec(model),
            State = JobState.Queued,
            CreatedAt = Noon,
        };

    public static TrainingSpec ASpec(string model = "mlp") => new() { Model = model, MaxEpochs = 3 };

    public static StepMeasurement AMeasurement(string step = "train") =>
        new()
        {
            Step = step,
            CpuSeconds = 1.5,
            ActiveJoules = new()
            {
                Low = 1,
                Central = 2,
                High = 3,
                Grade = EvidenceGrade.Modelled,
                Source = "test",
            },
        };
}
