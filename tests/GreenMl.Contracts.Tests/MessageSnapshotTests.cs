using System.Text;
using System.Text.Json;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Messaging;

namespace GreenMl.Contracts.Tests;

public sealed class MessageSnapshotTests
{
    private static readonly Guid JobId = Guid.Parse("01935d6e-0000-7000-8000-000000000001");
    private static readonly Guid RunId = Guid.Parse("01935d6e-0000-7000-8000-000000000002");

    private static readonly FinishedJob Job = new(
        JobId,
        RunId,
        1,
        [
            new StepMeasurement
            {
                Step = "train",
                DurationSeconds = 2.5,
                CpuSeconds = 2,
                ActiveJoules = new()
                {
                    Low = 1,
                    Central = 2,
                    High = 3,
                    Grade = EvidenceGrade.Modelled,
                    Source = "table",
                },
            },
        ]
    );

    private static readonly object[] Messages =
    [
        new CurateDataset(
            JobId,
            RunId,
            new()
            {
                Glyphs = new() { Rows = 9000 },
                Seed = 1,
            }
        ),
        new TrainModel(JobId, RunId, new() { Model = "cnn-small", MaxEpochs = 12 }),
        new OptimizeModel(JobId, RunId, new() { ModelUri = "object://models/a.onnx", MaxAccuracyDrop = 0.005 }),
        new DeployEndpoint(JobId, RunId, new() { Name = "glyphs", BundleUri = "object://bundles/a" }),
        new CancelJob(JobId),
        new JobProgressed(
            JobId,
            RunId,
            new()
            {
                Step = "train",
                Fraction = 0.5,
                Metrics = { ["epoch"] = 2 },
            }
        ),
        new JobFailed(JobId, RunId, Phase.Training, false, new() { Reason = "INVALID_DATA", Message = "why" }, []),
        new DatasetCurated(
            Job,
            new()
            {
                ManifestId = "a",
                Uri = "object://datasets/a",
                TrainingRows = 2808,
            }
        ),
        new TrainingCompleted(Job, new() { Uri = "object://models/a.onnx", Epochs = 5 }),
        new ModelOptimized(Job, new() { BundleUri = "object://bundles/a", Chosen = "int8" }),
        new EndpointDeployed(Job, new() { Name = "glyphs", GrpcAddress = "http://127.0.0.1:1" }),
    ];

    [Fact]
    public void Messages_are_written_as_published()
    {
        var options = new JsonSerializerOptions(MessageJson.Options) { WriteIndented = true };
        var text = new StringBuilder();
        foreach (var message in Messages)
        {
            text.Append($"{message.GetType().Name}\n{JsonSerializer.Serialize(message, message.GetType(), options)}\n");
        }

        Snapshot.Match("messages.txt", text.ToString());
    }

    [Fact]
    public void Every_message_is_in_the_snapshot()
    {
        var all = typeof(CurateDataset)
            .Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(CurateDataset).Namespace && !type.IsAbstract && type.IsPublic)
            .Except([typeof(FinishedJob)]);
        Assert.Equal(all.Select(type => type.Name).Order(), Messages.Select(message => message.GetType().Name).Order());
    }
}
