using System.Security.Cryptography;
using System.Text.Json;
using GreenMl.Onnx;

namespace GreenMl.Training;

/// <summary>Identifies a training job by what decides its result.</summary>
internal static class JobFingerprint
{
    public static string Of(ModelProto model, TrainingSet training, TrainingSet validation, TrainingOptions options)
    {
        // Where and how often checkpoints are written does not change the weights; the threads are in the checkpoint.
        var relevant = options with
        {
            CheckpointPath = null,
            CheckpointInterval = TimeSpan.Zero,
            Threads = null,
        };
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(OnnxFile.ToBytes(model));
        hash.AppendData(training.ContentHash());
        hash.AppendData(validation.ContentHash());
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(relevant, TrainingJson.Default.TrainingOptions));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
